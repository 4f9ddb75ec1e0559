//! YAML as `clouds.yaml` has it: a tree of texts, with anchors and merge keys. The limits, which no
//! real file reaches, refuse a small file whose aliases expand to a huge tree.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use super::Text;

/// Most values in a file. An alias counts as often as the values that it repeats.
const MOST_NODES: usize = 20_000;
const DEEPEST: usize = 32;
/// The key whose map is merged into the map around it.
const MERGE: &str = "<<";

#[derive(Clone)]
pub enum Node {
    /// A text. A text without quotes (`plain`) may be YAML's null.
    Scalar {
        text: Text,
        plain: bool,
    },
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Node {
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(pairs) => pairs.iter().find(|(known, _)| known == key).map(|(_, node)| node),
            Self::Scalar { .. } | Self::List(_) => None,
        }
    }

    /// Returns the text, unless the node is null.
    pub fn text(&self) -> Option<&Text> {
        match self {
            Self::Scalar { text, .. } if !self.is_null() => Some(text),
            Self::Scalar { .. } | Self::List(_) | Self::Map(_) => None,
        }
    }

    pub fn is_null(&self) -> bool {
        let is_word = |text: &Text| matches!(text.expose(), "" | "~" | "null" | "Null" | "NULL");
        matches!(self, Self::Scalar { text, plain: true } if is_word(text))
    }

    /// Merges a newer value over this one: maps key by key; any other value replaces this one.
    pub fn merged(&self, newer: &Self) -> Self {
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

    /// Returns how many values the node holds, with the keys of maps and the node itself, and on
    /// how many levels they stand.
    fn extent(&self) -> (usize, usize) {
        let (keys, nodes): (_, Vec<&Self>) = match self {
            Self::Scalar { .. } => (0, Vec::new()),
            Self::List(nodes) => (0, nodes.iter().collect()),
            Self::Map(pairs) => (pairs.len(), pairs.iter().map(|(_, node)| node).collect()),
        };
        let within = nodes.into_iter().map(Self::extent);
        within
            .fold((1 + keys, 1), |(size, depth), (more, below)| (size + more, depth.max(1 + below)))
    }
}

/// Reads one document. Returns `None` for a file without any.
/// Errors: The place where reading stopped.
pub fn read(text: &str) -> Result<Option<Node>, Marker> {
    let mut reader = Reader::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| *error.marker())?;
        reader.take(event).ok_or(span.start)?;
    }
    Ok(reader.root)
}

/// A list or a map that has not ended.
enum Open {
    List(Vec<Node>),
    Map { pairs: Vec<(String, Node)>, merged: Option<Vec<(String, Node)>>, key: Option<String> },
}

#[derive(Default)]
struct Reader {
    /// Each list or map with the number of its anchor; 0 is no anchor.
    open: Vec<(Open, usize)>,
    anchors: BTreeMap<usize, Node>,
    nodes: usize,
    root: Option<Node>,
}

impl Reader {
    /// Takes an event. Returns `None` if the file cannot be a `clouds.yaml`.
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
                (self.open.len() + node.extent().1 <= DEEPEST).then_some(())?;
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
        self.nodes = self.nodes.saturating_add(node.extent().0);
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
                // Readers of YAML differ in which of two merge keys counts.
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

/// Adds the pairs of a map or of several maps. Of several maps the first that has a key counts.
fn merge(merged: &mut Vec<(String, Node)>, node: Node) -> Option<()> {
    match node {
        Node::Map(pairs) => merged.extend(pairs),
        Node::List(nodes) => nodes.into_iter().try_for_each(|node| merge(merged, node))?,
        Node::Scalar { .. } => return None,
    }
    Some(())
}
