//! YAML as `clouds.yaml` has it: a tree of texts, with anchors and merge keys, within limits that
//! no such file reaches.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use super::values::Text;

/// Values in a file, each alias counted with all that it stands for.
const MOST_NODES: usize = 20_000;
const DEEPEST: usize = 32;
/// The key whose value's pairs are taken over.
const MERGE: &str = "<<";

#[derive(Clone)]
pub(super) enum Node {
    /// A text. One without quotes may stand for nothing.
    Scalar {
        text: Text,
        plain: bool,
    },
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

/// Where reading stopped: line and column from 1.
pub(super) struct Stopped {
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Node {
    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(pairs) => pairs.iter().find(|(known, _)| known == key).map(|(_, node)| node),
            Self::Scalar { .. } | Self::List(_) => None,
        }
    }

    /// The text, unless it stands for nothing.
    pub(super) fn text(&self) -> Option<&Text> {
        match self {
            Self::Scalar { text, .. } if !self.is_null() => Some(text),
            Self::Scalar { .. } | Self::List(_) | Self::Map(_) => None,
        }
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self, Self::Scalar { text, plain: true } if matches!(text.expose(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// This value with another one's pairs put over its own, map into map; what is
    /// no map takes its place.
    pub(super) fn merged(&self, newer: &Self) -> Self {
        if newer.is_null() {
            return self.clone();
        }
        let (Self::Map(pairs), Self::Map(newer)) = (self, newer) else { return newer.clone() };
        let mut pairs = pairs.clone();
        for (key, node) in newer {
            match pairs.iter_mut().find(|(known, _)| known == key) {
                Some((_, older)) => *older = older.merged(node),
                None => pairs.push((key.clone(), node.clone())),
            }
        }
        Self::Map(pairs)
    }

    fn size(&self) -> usize {
        match self {
            Self::Scalar { .. } => 1,
            Self::List(nodes) => 1 + nodes.iter().map(Self::size).sum::<usize>(),
            Self::Map(pairs) => 1 + pairs.iter().map(|(_, node)| 1 + node.size()).sum::<usize>(),
        }
    }

    fn depth(&self) -> usize {
        match self {
            Self::Scalar { .. } => 1,
            Self::List(nodes) => 1 + nodes.iter().map(Self::depth).max().unwrap_or(0),
            Self::Map(pairs) => 1 + pairs.iter().map(|(_, node)| node.depth()).max().unwrap_or(0),
        }
    }
}

/// Reads one document; `None` for a file without any.
pub(super) fn read(text: &str) -> Result<Option<Node>, Stopped> {
    let mut reader = Reader::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|e| stopped(e.marker()))?;
        reader.take(event).ok_or_else(|| stopped(&span.start))?;
    }
    Ok(reader.root)
}

fn stopped(at: &Marker) -> Stopped {
    Stopped { line: at.line(), column: at.col() + 1 }
}

/// A list or a map that has not ended.
enum Open {
    List(Vec<Node>),
    Map { pairs: Vec<(String, Node)>, merged: Option<Vec<(String, Node)>>, key: Option<String> },
}

#[derive(Default)]
struct Reader {
    /// Each with its anchor's number, 0 for none.
    open: Vec<(Open, usize)>,
    anchors: BTreeMap<usize, Node>,
    nodes: usize,
    root: Option<Node>,
}

impl Reader {
    /// `None`: it is no such file.
    fn take(&mut self, event: Event<'_>) -> Option<()> {
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Some(()),
            // A second document has no meaning here.
            Event::DocumentStart(_) => self.root.is_none().then_some(()),
            Event::Scalar(text, style, anchor, _) => {
                let node = Node::Scalar {
                    text: Text::from(text.as_ref()),
                    plain: style == ScalarStyle::Plain,
                };
                self.put(node, anchor)
            }
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor)?.clone();
                (self.open.len() + node.depth() <= DEEPEST).then_some(())?;
                self.put(node, 0)
            }
            Event::SequenceStart(anchor, _) => self.begin(Open::List(Vec::new()), anchor),
            Event::MappingStart(anchor, _) => {
                self.begin(Open::Map { pairs: Vec::new(), merged: None, key: None }, anchor)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let (open, anchor) = self.open.pop()?;
                self.put(open.close(), anchor)
            }
        }
    }

    fn begin(&mut self, open: Open, anchor: usize) -> Option<()> {
        self.open.push((open, anchor));
        (self.open.len() < DEEPEST).then_some(())
    }

    fn put(&mut self, node: Node, anchor: usize) -> Option<()> {
        let size = node.size();
        self.nodes = self.nodes.saturating_add(size);
        (self.nodes <= MOST_NODES).then_some(())?;
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut() {
            Some((open, _)) => open.put(node),
            None => self.root.replace(node).is_none().then_some(()),
        }
    }
}

impl Open {
    fn put(&mut self, node: Node) -> Option<()> {
        match self {
            Self::List(nodes) => nodes.push(node),
            Self::Map { pairs, merged, key } => match key.take() {
                None => *key = Some(key_of(&node)?),
                // Given twice: readers differ in which of the two counts.
                Some(key) if key == MERGE && merged.is_some() => return None,
                Some(key) if key == MERGE => merge(merged.insert(Vec::new()), node)?,
                Some(key) if pairs.iter().any(|(known, _)| *known == key) => return None,
                Some(key) => pairs.push((key, node)),
            },
        }
        Some(())
    }

    fn close(self) -> Node {
        match self {
            Self::List(nodes) => Node::List(nodes),
            Self::Map { mut pairs, merged, .. } => {
                for (key, node) in merged.into_iter().flatten() {
                    if pairs.iter().all(|(known, _)| *known != key) {
                        pairs.push((key, node));
                    }
                }
                Node::Map(pairs)
            }
        }
    }
}

fn key_of(node: &Node) -> Option<String> {
    match node {
        Node::Scalar { text, .. } => Some(text.expose().to_owned()),
        Node::List(_) | Node::Map(_) => None,
    }
}

/// Of several maps the first that has a key counts.
fn merge(merged: &mut Vec<(String, Node)>, node: Node) -> Option<()> {
    match node {
        Node::Map(pairs) => merged.extend(pairs),
        Node::List(nodes) => nodes.into_iter().try_for_each(|node| merge(merged, node))?,
        Node::Scalar { .. } => return None,
    }
    Some(())
}
