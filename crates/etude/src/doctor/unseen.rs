//! What cannot be seen from outside, and has to be asked (P78, P83, P84).

use serde::Serialize;

/// A question that only a person can answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Unseen {
    /// The question.
    pub question: &'static str,
    /// The rule it comes from.
    pub rule: &'static str,
}

/// The questions, in the order of how often the answer is no.
pub const UNSEEN: [Unseen; 4] = [
    Unseen {
        question: "The last, smaller batch of an evaluation: is every example counted once, and padding not at all?",
        rule: "P78",
    },
    Unseen {
        question: "With batch norm: are its statistics those of about 64 examples, whatever the batch size, and saved with \
                   the weights?",
        rule: "P83",
    },
    Unseen {
        question: "On several machines: the same seed for the weights, another for each one's data, and one that reports and \
                   saves?",
        rule: "P84",
    },
    Unseen {
        question: "On several machines with batch norm: are its statistics brought together before every evaluation?",
        rule: "P84",
    },
];
