//! The body of an answer for hyper: sent whole, or cut in the middle.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body_util::{Either, Full};
use hyper::body::{Body, Frame, SizeHint};

use super::Payload;

pub type AnswerBody = Either<Full<Bytes>, Cut>;

/// The first half of the announced length, then an error, which closes the connection.
#[derive(Debug)]
pub struct Cut {
    half: Bytes,
    announced: u64,
    step: CutStep,
}

/// How far the sending of a cut body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CutStep {
    Begin,
    /// Hyper has the half, and needs one turn to write the half before the connection closes.
    Flush,
    Break,
}

pub fn of(payload: &Payload) -> AnswerBody {
    let written = payload.written();
    match payload {
        Payload::Json(_) | Payload::Bytes(_) => Either::Left(Full::new(written)),
        Payload::Cut(_) => Either::Right(Cut {
            half: written.slice(..written.len() / 2),
            announced: written.len() as u64,
            step: CutStep::Begin,
        }),
    }
}

impl Body for Cut {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match self.step {
            CutStep::Begin => {
                self.step = CutStep::Flush;
                Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.half)))))
            }
            CutStep::Flush => {
                self.step = CutStep::Break;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            CutStep::Break => {
                Poll::Ready(Some(Err(io::Error::other("the answer was to be cut here"))))
            }
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.announced)
    }
}
