//! The sizes of panes, decided in one place: the reducer scrolls by these sizes and the screens are
//! laid out by them.

/// A terminal's size in cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Size {
    pub columns: u16,
    pub rows: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rung {
    /// 120x36 and more: everything on one page.
    Wide,
    /// 80x24 and more: one screen a step.
    Step,
    /// 60x16 and more: one pane at a time.
    Narrow,
    /// Less than 60x16: one line says which size is needed.
    TooSmall,
}

/// Header, steps, and key row: on every screen.
pub const CHROME_ROWS: u16 = 3;
/// The instance pane of Compose, with its title.
pub const INSTANCE_ROWS: u16 = 3;
/// The backup pane of Compose, with its title: two fields of two rows, and the scope.
pub const BACKUP_ROWS: u16 = 6;
/// The "Will back up" pane, with its title.
pub const SUMMARY_ROWS: u16 = 3;
/// Below the instance list on a screen of its own: the instance under the cursor, with a title.
pub const DETAIL_ROWS: u16 = 8;
/// Below the instance list of a narrow screen: the newest backups of that instance.
pub const BRIEF_ROWS: u16 = 1;
/// At the foot of the one page: what will be backed up, and the body, with titles.
pub const WIDE_FOOT_ROWS: u16 = 6;
/// On the one page: the results log, with title.
pub const WIDE_LOG_ROWS: u16 = 2;

impl Size {
    /// Returns the layout that fits this size.
    pub const fn rung(self) -> Rung {
        match (self.columns, self.rows) {
            (120.., 36..) => Rung::Wide,
            (80.., 24..) => Rung::Step,
            (60.., 16..) => Rung::Narrow,
            _ => Rung::TooSmall,
        }
    }

    /// Returns how many rows of the tree show at once.
    pub const fn tree_rows(self) -> usize {
        let title = 1;
        let taken = match self.rung() {
            Rung::Wide => CHROME_ROWS + WIDE_FOOT_ROWS + WIDE_LOG_ROWS + title,
            Rung::Step => CHROME_ROWS + INSTANCE_ROWS + BACKUP_ROWS + SUMMARY_ROWS + title,
            Rung::Narrow | Rung::TooSmall => CHROME_ROWS + SUMMARY_ROWS + title,
        };
        max1(self.rows.saturating_sub(taken))
    }

    /// Returns how many rows of the instance list, and of the history, show at once.
    pub const fn list_rows(self) -> usize {
        let title_and_heads = 2;
        match self.rung() {
            Rung::Wide | Rung::Step => {
                max1(self.rows.saturating_sub(CHROME_ROWS + title_and_heads + DETAIL_ROWS))
            }
            Rung::Narrow | Rung::TooSmall => {
                max1(self.rows.saturating_sub(CHROME_ROWS + title_and_heads + BRIEF_ROWS))
            }
        }
    }
}

/// Returns the first row of a list of `count` rows that shows: near `top`, and so that the row
/// under the cursor shows within `height` rows.
pub fn first_shown(top: usize, cursor: usize, count: usize, height: usize) -> usize {
    let height = height.max(1);
    let least = (cursor + 1).saturating_sub(height);
    top.clamp(least, cursor).min(count.saturating_sub(height))
}

const fn max1(rows: u16) -> usize {
    if rows == 0 { 1 } else { rows as usize }
}
