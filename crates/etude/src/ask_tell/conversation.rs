//! A conversation with a bare study in JSON: one object a line, one reply a request.
//!
//! A pure state: lines in, lines out. `docs/reference/ask-tell.md` is its reference. The same lines give the same replies.

use etude_search::catalogue::{self, UnknownSampler};
use serde::Serialize;
use serde_json::json;
use thiserror::Error;

use super::error::StudyError;
use super::goal::Goal;
use super::request::{self, Open, Request, RequestError};
use super::study::{DEFAULT_BUDGET, Study};

/// A conversation: before and after `open`.
#[derive(Debug)]
pub struct Conversation {
    sampler: String,
    seed: u64,
    study: Option<Study>,
}

/// What is answered to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// One line of JSON, without its end.
    pub line: String,
    /// Whether the conversation is over.
    pub is_last: bool,
    /// What a person may want to know beside it, on standard error.
    pub remarks: Vec<String>,
}

/// Why a request was refused.
#[derive(Debug, Clone, PartialEq, Error)]
enum Refusal {
    #[error(transparent)]
    Request(#[from] RequestError),
    #[error(transparent)]
    Study(#[from] StudyError),
    #[error("a study is open already: a process has one, so start another process for another")]
    OpenAlready,
    #[error(
        "no study is open: {{\"op\": \"open\", \"direction\": \"minimize\", \"space\": {{...}}}} comes first"
    )]
    NotOpen,
    #[error("no trial has a score yet: tell one first")]
    NoScore,
}

/// A trial as it is answered.
#[derive(Serialize)]
struct TrialReply<'a> {
    id: u64,
    point: &'a etude_study::configuration::Values,
}

impl Conversation {
    /// A conversation with a study that is searched by this sampler.
    ///
    /// # Errors
    /// If no sampler has that name.
    pub fn new(sampler: &str, seed: u64) -> Result<Conversation, UnknownSampler> {
        catalogue::sampler(sampler)?;
        Ok(Conversation { sampler: sampler.into(), seed, study: None })
    }

    /// Answers a line. A wrong request is answered with an error, and the conversation goes on.
    pub fn answer(&mut self, line: &str) -> Reply {
        match self.reply(line) {
            Ok(reply) => reply,
            Err(refusal) => Reply::of(&json!({ "error": refusal.to_string() })),
        }
    }

    fn reply(&mut self, line: &str) -> Result<Reply, Refusal> {
        match request::read(line)? {
            Request::Open(_) if self.study.is_some() => Err(Refusal::OpenAlready),
            Request::Open(open) => self.open(open),
            Request::Ask { count } => {
                let trials = self.study()?.ask_many(count)?;
                let trials: Vec<TrialReply<'_>> =
                    trials.iter().map(|trial| TrialReply { id: trial.id(), point: trial.values() }).collect();
                Ok(Reply::of(&json!({ "trials": trials })))
            }
            Request::Tell { id, told } => {
                self.study()?.tell(id, told)?;
                Ok(Reply::ok())
            }
            Request::Best => self.best(),
            Request::Quit => Ok(Reply { is_last: true, ..Reply::ok() }),
        }
    }

    fn open(&mut self, open: Open) -> Result<Reply, Refusal> {
        let declared = open.space.declared()?;
        let remarks = declared.never_tuned();
        let remarks = remarks.iter().map(|problem| format!("{problem}: {}", problem.remedy())).collect();
        let builder = match open.goal {
            Goal::One(direction) => Study::builder(declared, direction),
            Goal::Several(objectives) => Study::of_several(declared, objectives),
        };
        let builder = builder.sampler(&self.sampler).seed(self.seed);
        let builder =
            builder.budget(open.budget.unwrap_or(DEFAULT_BUDGET)).repeats(open.repeats.unwrap_or(0.0));
        self.study = Some(builder.build()?);
        Ok(Reply { remarks, ..Reply::ok() })
    }

    /// The trial to take, or those between which to choose.
    fn best(&self) -> Result<Reply, Refusal> {
        let study = self.study()?;
        let front = study.front();
        if let Some(best) = study.best() {
            return Ok(Reply::of(&json!(TrialReply { id: best.id, point: &best.values })));
        }
        if front.is_empty() {
            return Err(Refusal::NoScore);
        }
        let trials: Vec<_> = front
            .iter()
            .map(|trial| json!({ "id": trial.id, "point": trial.values, "scores": trial.scores }))
            .collect();
        Ok(Reply::of(&json!({ "front": trials })))
    }

    fn study(&self) -> Result<&Study, Refusal> {
        self.study.as_ref().ok_or(Refusal::NotOpen)
    }
}

impl Reply {
    fn ok() -> Reply {
        Reply::of(&json!({ "ok": true }))
    }

    fn of(value: &serde_json::Value) -> Reply {
        Reply { line: value.to_string(), is_last: false, remarks: Vec::new() }
    }
}
