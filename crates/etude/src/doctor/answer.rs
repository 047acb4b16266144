//! A question about the user's program, and its answer.

use serde::Serialize;

/// What is asked of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Does it start, and end with exit code 0?
    Starts,
    /// Are its reports understood, and is the objective among them?
    Reports,
    /// Are epochs counted from 1, and increasing?
    Epochs,
    /// Does it train as long as it is told?
    Length,
    /// Is the objective finite, and no worse than guessing?
    Objective,
    /// Does the same seed give the same curve?
    Repeats,
    /// Does another seed give another curve?
    Seeds,
    /// Does it report checkpoints that exist?
    Checkpoint,
    /// Does it go on from a checkpoint?
    Resumes,
    /// Does it end when it is asked to?
    Stops,
    /// Does it leave processes behind?
    Leftovers,
    /// Do reports arrive when they are made?
    AtOnce,
    /// Is the baseline better than guessing?
    Chance,
    /// Is there an evaluation in each epoch?
    EachEpoch,
    /// Are evaluations at the same places every time?
    SamePlaces,
    /// Do initialisation and data have seeds of their own?
    SeedsApart,
    /// Does a resumed training end as one that never stopped?
    ResumesTheSame,
    /// Does it use more memory from epoch to epoch?
    Memory,
}

impl Question {
    /// Whether nothing can be tuned without it.
    pub fn is_essential(self) -> bool {
        matches!(
            self,
            Question::Starts | Question::Reports | Question::Epochs | Question::Length | Question::Objective
        )
    }
}

/// How a question was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// As it should be.
    Good,
    /// Not as it should be, and tuning goes on without.
    Warning,
    /// Not as it should be.
    Bad,
    /// It could not be told, or does not apply.
    Unknown,
}

/// A question with its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The question.
    pub question: Question,
    /// The answer.
    pub mark: Mark,
    /// The answer in words, with the evidence.
    pub sentence: String,
    /// What to do about it.
    pub remedy: Option<String>,
}

impl Answer {
    pub(super) fn good(question: Question, sentence: impl Into<String>) -> Answer {
        Answer { question, mark: Mark::Good, sentence: sentence.into(), remedy: None }
    }

    pub(super) fn bad(question: Question, sentence: impl Into<String>, remedy: impl Into<String>) -> Answer {
        Answer { question, mark: Mark::Bad, sentence: sentence.into(), remedy: Some(remedy.into()) }
    }

    pub(super) fn warning(
        question: Question,
        sentence: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Answer {
        Answer { mark: Mark::Warning, ..Answer::bad(question, sentence, remedy) }
    }

    pub(super) fn unknown(question: Question, sentence: impl Into<String>) -> Answer {
        Answer { question, mark: Mark::Unknown, sentence: sentence.into(), remedy: None }
    }
}
