//! Lists that come from files, and the scope that goes into them.

use super::*;
use crate::core::{
    base::Ask,
    port::{Disk, Terminal, TextPage},
};

#[test]
fn a_list_from_a_file_is_looked_at_the_same_way() {
    let mut s = in_tree();
    s.keys("v<Enter>");
    let problem = |s: &Script| match s.model.dialog.overlays.last() {
        Some(Overlay::Prompt(prompt)) => prompt.problem.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(problem(&s), Some(PromptProblem::PathEmpty));
    let effects = s.keys(" ~/list.csv <Enter>");
    let [Effect::Disk(Disk::ReadText { ask, path })] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(path, "~/list.csv");
    let gone = StateTrouble::Gone("/home/op/list.csv".to_owned());
    s.feed(Msg::TextRead { ask: *ask, result: Err(gone.clone()) });
    assert_eq!(problem(&s), Some(PromptProblem::Unread(gone)));
    let effects = s.keys("x<Enter>");
    let [Effect::Disk(Disk::ReadText { ask: newer, .. })] = &effects[..] else {
        panic!("{effects:?}")
    };
    s.feed(Msg::TextRead { ask: *ask, result: Ok("orders.old".to_owned()) });
    assert!(
        matches!(s.model.dialog.overlays[..], [Overlay::Prompt(_)]),
        "an answer to an older question"
    );
    s.feed(Msg::TextRead { ask: *newer, result: Ok("database,table\norders,new\n".to_owned()) });
    assert_eq!(judged(&s).parsed.tables(), 1);
    s.keys("r");
    assert_eq!(scope(&s), "orders.new\n");

    s.keys("v");
    paste(&mut s, "orders.a\norders.b\n", true);
    assert_eq!(import(&s.model).lines, 2, "a list instead of its file");
    s.keys("<Esc>v<Esc>");
    s.feed(Msg::TextRead { ask: *newer, result: Ok("orders.late".to_owned()) });
    assert!(s.model.dialog.overlays.is_empty(), "nobody waits for it any more");
}

#[test]
fn the_scope_goes_out_as_text_and_comes_back_the_same() {
    let rows = [("My.Db", None), ("orders", Some(vec!["By Day", "a\"b", "items"]))];
    let wanted: Vec<DatabaseScope> = rows
        .map(|(name, tables)| DatabaseScope {
            database_name: name.to_owned(),
            table_names: tables.map(|names| names.into_iter().map(str::to_owned).collect()),
        })
        .into();
    let mut s = in_tree();
    paste(&mut s, &render(&wanted), true);
    s.keys("r");
    assert_eq!(s.model.draft.tree.scope(), wanted);
    let effects = s.keys("ec");
    let [Effect::Terminal(Terminal::Copy(text))] = &effects[..] else { panic!("{effects:?}") };
    let edited = format!("{text}billing.new\n");
    paste(&mut s, &edited, true);
    assert_eq!(s.model.dialog.overlays.len(), 2, "the text stays below");
    s.keys("<Esc>");
    assert!(matches!(
        s.model.dialog.overlays[..],
        [Overlay::Page { page: TextPage::ScopeText(_), .. }]
    ));
    paste(&mut s, &edited, true);
    s.keys("r");
    assert_eq!(
        (s.model.dialog.overlays.len(), scope(&s)),
        (0, render(&parse(&edited, &s.model.draft.tree).scope()))
    );
    assert_eq!(s.model.draft.tree.counts(), Counts { whole: 1, partly: 2, tables: 4 });
}

#[test]
fn the_scope_as_text_is_saved_and_no_file_is_replaced_unasked() {
    let mut s = in_tree();
    s.keys("<Space>es");
    let effects = s.keys("<Enter>");
    let [Effect::Disk(Disk::SaveText { ask, path, text, replace: false })] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!((path.as_str(), text.as_str()), ("./scope.txt", "audit.*\n"));
    let exists = StateTrouble::Exists("./scope.txt".to_owned());
    s.feed(Msg::TextSaved { ask: *ask, result: Err(exists) });
    let effects = s.keys("<Enter>");
    let [Effect::Disk(Disk::SaveText { ask, replace: true, .. })] = &effects[..] else {
        panic!("{effects:?}")
    };
    s.feed(Msg::TextSaved { ask: *ask, result: Ok(()) });
    assert!(matches!(
        s.model.dialog.overlays[..],
        [Overlay::Page { page: TextPage::ScopeText(_), .. }]
    ));
    assert_eq!(s.model.port.notice, Some(Notice::TextSaved));
    s.keys("v");
    assert!(
        matches!(s.model.dialog.overlays.last(), Some(Overlay::Prompt(p)) if p.kind == PromptKind::ListFile)
    );
}

/// Presses Tab in the prompt; returns the question for the folder, and the folder.
fn complete(s: &mut Script) -> (Ask, String) {
    let effects = s.keys("<Tab>");
    let [Effect::Disk(Disk::ListFolder { ask, folder })] = &effects[..] else {
        panic!("{effects:?}")
    };
    (*ask, folder.clone())
}

#[test]
fn tab_completes_the_name_of_a_file_and_names_what_fits() {
    let mut s = in_tree();
    s.keys("v~/in/l");
    let (ask, folder) = complete(&mut s);
    assert_eq!(folder, "~/in/");
    let names = ["list-a.csv", "list-b.csv", "other"].map(str::to_owned).to_vec();
    s.feed(Msg::FolderRead { ask, result: Ok(names.clone()) });
    let typed = |s: &Script| match s.model.dialog.overlays.last() {
        Some(Overlay::Prompt(prompt)) => (prompt.input.value().to_owned(), prompt.problem.clone()),
        other => panic!("{other:?}"),
    };
    assert_eq!(typed(&s), ("~/in/list-".to_owned(), None));
    let (ask, _) = complete(&mut s);
    s.feed(Msg::FolderRead { ask, result: Ok(names.clone()) });
    let several = PromptProblem::SeveralFiles(names[..2].to_vec(), 0);
    assert_eq!(typed(&s), ("~/in/list-".to_owned(), Some(several)));
    let (ask, _) = complete(&mut s);
    s.keys("b");
    s.feed(Msg::FolderRead { ask, result: Ok(names) });
    assert_eq!(typed(&s), ("~/in/list-b".to_owned(), None), "nobody is typed over");
    let (ask, _) = complete(&mut s);
    let gone = StateTrouble::Exists("/in".to_owned());
    s.feed(Msg::FolderRead { ask, result: Err(gone.clone()) });
    assert_eq!(typed(&s).1, Some(PromptProblem::Unread(gone)));
}
