//! The least a ratatui program can be: one text field and one list, drawn through ratatui's own
//! crossterm backend. The program is measured against it.
//!
//! Tab moves between field and list, Up and Down choose, Ctrl-C ends.

use std::io::{self, Stdout};

use crossterm::{
    cursor::Show,
    event::{
        self, DisableBracketedPaste, EnableBracketedPaste, Event, KeyCode, KeyEvent, KeyModifiers,
    },
    execute,
    terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode},
};
use ratatui::{
    Frame, Terminal,
    layout::{Constraint, Layout},
    style::{Modifier, Style},
    widgets::{Block, List, ListState, Paragraph},
};
use ratatui_crossterm::CrosstermBackend;

struct Floor {
    items: Vec<String>,
    list: ListState,
    text: String,
    in_field: bool,
}

impl Floor {
    fn new() -> Self {
        let item = |i: usize| format!("instance-{i:03}  normal  cn-north-4  10.0.{}.{i}", i / 10);
        Self {
            items: (1..=200).map(item).collect(),
            list: ListState::default().with_selected(Some(0)),
            text: String::new(),
            in_field: false,
        }
    }

    fn draw(&mut self, frame: &mut Frame<'_>) {
        let rows = [Constraint::Length(3), Constraint::Min(1), Constraint::Length(1)];
        let [top, middle, bottom] = Layout::vertical(rows).areas(frame.area());
        frame.render_widget(
            Paragraph::new(self.text.as_str()).block(Block::bordered().title("Name")),
            top,
        );
        let list = List::new(self.items.iter().map(String::as_str))
            .block(Block::bordered().title("Instances"))
            .highlight_style(Style::new().add_modifier(Modifier::REVERSED));
        frame.render_stateful_widget(list, middle, &mut self.list);
        frame.render_widget("Tab focus  C-c quit", bottom);
        if self.in_field {
            let column = u16::try_from(self.text.len()).unwrap_or(u16::MAX);
            frame.set_cursor_position((top.x.saturating_add(1).saturating_add(column), top.y + 1));
        }
    }

    /// False if the program is to end.
    fn handle(&mut self, event: Event) -> bool {
        match event {
            Event::Key(KeyEvent {
                code: KeyCode::Char('c'),
                modifiers: KeyModifiers::CONTROL,
                ..
            }) => return false,
            Event::Key(key) => match key.code {
                KeyCode::Tab => self.in_field = !self.in_field,
                KeyCode::Down => self.list.select_next(),
                KeyCode::Up => self.list.select_previous(),
                KeyCode::Backspace => {
                    self.text.pop();
                }
                KeyCode::Char(c) if self.in_field => self.text.push(c),
                _ => {}
            },
            Event::Paste(text) => self.text.push_str(&text),
            _ => {}
        }
        true
    }
}

fn run(terminal: &mut Terminal<CrosstermBackend<Stdout>>) -> io::Result<()> {
    let mut floor = Floor::new();
    loop {
        terminal.draw(|frame| floor.draw(frame))?;
        if !floor.handle(event::read()?) {
            return Ok(());
        }
    }
}

fn main() -> io::Result<()> {
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
    let mut terminal = Terminal::new(CrosstermBackend::new(io::stdout()))?;
    let ended = run(&mut terminal);
    execute!(io::stdout(), DisableBracketedPaste, LeaveAlternateScreen, Show)?;
    disable_raw_mode()?;
    ended
}
