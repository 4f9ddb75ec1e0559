//! The body of an answer for hyper: sent whole, cut in the middle, or made while it is sent.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

use super::answer::Payload;

/// The piece of white space that a filler repeats.
const PIECE: &[u8; 16_384] = &[b' '; 16_384];

#[derive(Debug)]
pub enum AnswerBody {
    Whole(Bytes),
    /// The first half of the announced length, then an error, which closes the connection.
    Cut {
        half: Bytes,
        announced: u64,
        step: CutStep,
    },
    /// White space that is still to come, in bytes.
    Filler(u64),
}

/// How far the sending of a cut body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CutStep {
    Begin,
    /// Hyper has the half, and needs one turn to write the half before the connection closes.
    Flush,
    Break,
}

impl AnswerBody {
    pub fn of(payload: &Payload) -> Self {
        let written = payload.written();
        match payload {
            Payload::Json(_) | Payload::Bytes(_) => Self::Whole(written),
            Payload::Cut(_) => Self::Cut {
                half: written.slice(..written.len() / 2),
                announced: written.len() as u64,
                step: CutStep::Begin,
            },
            Payload::Filler(length) => Self::Filler(*length),
        }
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match &mut *self {
            Self::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Self::Whole(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Self::Filler(0) => Poll::Ready(None),
            Self::Filler(left) => {
                let piece = &PIECE[..PIECE.len().min(usize::try_from(*left).unwrap_or(usize::MAX))];
                *left -= piece.len() as u64;
                Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(piece)))))
            }
            Self::Cut { half, step, .. } => match *step {
                CutStep::Begin => {
                    *step = CutStep::Flush;
                    Poll::Ready(Some(Ok(Frame::data(std::mem::take(half)))))
                }
                CutStep::Flush => {
                    *step = CutStep::Break;
                    context.waker().wake_by_ref();
                    Poll::Pending
                }
                CutStep::Break => {
                    Poll::Ready(Some(Err(io::Error::other("the answer was to be cut here"))))
                }
            },
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(bytes) => bytes.is_empty(),
            Self::Filler(left) => *left == 0,
            Self::Cut { .. } => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(match self {
            Self::Whole(bytes) => bytes.len() as u64,
            Self::Filler(left) => *left,
            Self::Cut { announced, .. } => *announced,
        })
    }
}
