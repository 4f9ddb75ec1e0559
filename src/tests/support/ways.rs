//! The ways through the form that most scripts share.

use crate::tests::support::script::Script;

impl Script {
    /// From Start into the form of an instance, by its place in the list.
    pub fn choose(&mut self, number: usize) {
        self.keys("n");
        self.instances();
        self.keys(&"<Down>".repeat(number));
        self.keys("<Enter>");
        self.databases(&["audit", "billing", "orders"]);
    }

    /// From Start to a valid form for the whole of the first instance.
    pub fn fill(&mut self) {
        self.choose(0);
        self.keys("pre-mig-CHG0042311<Tab>Before schema migration");
    }

    /// From Start to Review, checks read and none of them a warning.
    pub fn review(&mut self) {
        self.fill();
        self.keys("<C-g>");
        self.backups(Ok(Vec::new()));
    }

    /// From Start to a confirmed request on its way.
    pub fn send(&mut self) {
        self.review();
        self.keys("<Tab><Enter>");
    }
}
