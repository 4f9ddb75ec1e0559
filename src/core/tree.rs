//! stub
use super::request::DatabaseScope;
/// stub
#[derive(Debug, Clone, Default)]
pub struct Tree;
impl Tree {
    /// stub
    pub fn scope(&self) -> Vec<DatabaseScope> {
        vec![]
    }
}
