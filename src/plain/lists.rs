//! The rows to choose from by their numbers.

use crate::{
    core::{
        compose::state::ComposeFocus,
        model::Model,
        port::{Overlay, Screen},
        scope::RowId,
    },
    words::{
        base::labels,
        choose,
        compose::{import, tree as words},
        dialog::prompt,
        history, if_told, name_path,
        session::set_up,
        start::{self, Row},
        watch::lost,
    },
};

/// The rows of one page of a list.
pub const PAGE: usize = 10;

/// A list that the model holds, as rows to choose from.
pub struct List<'a> {
    pub count: usize,
    /// The row under the model's cursor, -1 before the first; `None` if rows are only read.
    pub cursor: Option<isize>,
    pub row: Box<dyn Fn(usize) -> Option<String> + 'a>,
}

/// Returns the list that is in front.
pub fn list(model: &Model) -> Option<List<'_>> {
    let (count, cursor, row): (_, _, Box<dyn Fn(usize) -> Option<String>>) =
        match (model.dialog.overlays.last(), model.shared.screen) {
            (Some(Overlay::Ways { row }), _) => {
                let ways = model.sign_in.ways();
                let way = move |n| {
                    let way = *ways.get(n)?;
                    let detail = if_told(". ", set_up::detail(model, way), "");
                    Some(set_up::way(model, way) + &detail)
                };
                (model.sign_in.ways().len(), *row, Box::new(way))
            }
            (Some(Overlay::Projects { row }), _) => {
                let all = &model.sign_in.projects;
                (all.len(), *row, Box::new(|n| all.get(n).map(set_up::project_row)))
            }
            (Some(Overlay::Prompt(it)), _) if it.choices() > 0 => {
                let rows = prompt::choices(it);
                let cursor = it.choice.map_or(-1, usize::cast_signed);
                let row = Box::new(move |n: usize| rows.get(n).cloned());
                return Some(List { count: it.choices(), cursor: Some(cursor), row });
            }
            (Some(Overlay::Import), _) => {
                let it = model.compose.import.as_ref()?;
                let judged = it.read.as_ref()?;
                let row =
                    move |n: usize| Some(import::row(model, it, judged, *judged.rows().get(n)?).0);
                return Some(List { count: judged.rows().len(), cursor: None, row: Box::new(row) });
            }
            (None, Screen::Start) => {
                let rows = model.start_rows();
                let row = move |n| {
                    let row = *rows.get(n)?;
                    let told = match start::row(model, row) {
                        Row::Text(text) => text,
                        Row::Columns(it) => format!("{} {} {}", it.id, it.word.0, it.what),
                    };
                    let detail = start::detail(model, row).filter(|detail| !detail.contains(&told));
                    Some(detail.map_or(told.clone(), |detail| format!("{told}. {detail}")))
                };
                (model.start_rows().len(), model.start.row, Box::new(row))
            }
            (None, Screen::Instance) => {
                let all = &model.choose.instances;
                let row = |n| {
                    let it = all.row(n)?;
                    Some(format!("{}   {}   {}", it.name, choose::facts(it), it.id))
                };
                (all.len(), all.cursor(), Box::new(row))
            }
            (None, Screen::Compose) if model.compose.focus == ComposeFocus::Tree => {
                let tree = &model.draft.tree;
                (tree.len(), tree.cursor_number(), Box::new(|n| tree_row(model, tree.row(n)?)))
            }
            (None, Screen::History) => {
                let (rows, edges) = (&model.history.rows, model.history.edges());
                let count = rows.len() + edges.len();
                let row = move |n: usize| match rows.at(n) {
                    Some(row) => Some(history::columns(model, row, true).join("   ")),
                    None => Some(history::edge(model, *edges.get(n - rows.len())?)),
                };
                (count, model.history.cursor, Box::new(row))
            }
            (None, Screen::Watch) if !model.choices().is_empty() => {
                let choices = model.choices();
                let (count, cursor) = (choices.len(), model.watch.chosen(&choices));
                let row = move |n| Some(lost::choice(model.current()?, choices.get(n)?));
                (count, cursor, Box::new(row))
            }
            _ => return None,
        };
    Some(List { count, cursor: Some(cursor.cast_signed()), row })
}

fn tree_row(model: &Model, row: RowId) -> Option<String> {
    let said = words::row(&model.draft.tree, model.shared.commands, row)?;
    let state = said.state.trim();
    Some(match row {
        RowId::System => format!("{}, {state}", labels::SYSTEM),
        RowId::Database(_) | RowId::Table(..) | RowId::Note(_) => {
            let name = name_path(said.database, said.table) + said.star;
            match (row, said.is_chosen()) {
                (RowId::Table(..), true) if state.is_empty() => format!("{name}, chosen"),
                (RowId::Table(..), false) => format!("{name}, not chosen"),
                (RowId::Database(_), false) => {
                    format!("{name}, {}", format!("{state} nothing chosen").trim_start())
                }
                _ => format!("{name}, {state}"),
            }
        }
    })
}
