//! A trial of a bare study: the values to train with, and the way to say what came of it.

use etude_study::configuration::Values;
use etude_study::told::Told;
use etude_study::value::Value;

use super::error::StudyError;
use super::study::Study;

/// One configuration that a study asks about.
///
/// It can be sent to another thread. One that is dropped untold stays pending: the search keeps away from its point and
/// waits for nothing.
#[derive(Debug, Clone)]
pub struct Trial {
    pub(super) study: Study,
    pub(super) id: u64,
    pub(super) values: Values,
}

impl Trial {
    /// Its number in the study, counted from 0.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// The value of every parameter that is present.
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// A number, whole or not.
    ///
    /// # Errors
    /// If no parameter of that name is present, or it is no number.
    pub fn number(&self, name: &str) -> Result<f64, StudyError> {
        self.value(name, "number", Value::as_f64)
    }

    /// A whole number.
    ///
    /// # Errors
    /// If no parameter of that name is present, or it is no whole number.
    pub fn whole(&self, name: &str) -> Result<i64, StudyError> {
        self.value(name, "whole number", |value| match value {
            Value::Int(whole) => Some(*whole),
            _ => None,
        })
    }

    /// A word among choices.
    ///
    /// # Errors
    /// If no parameter of that name is present, or it is no word.
    pub fn text(&self, name: &str) -> Result<&str, StudyError> {
        self.value(name, "string", |value| match value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// True or false.
    ///
    /// # Errors
    /// If no parameter of that name is present, or it is no boolean.
    pub fn boolean(&self, name: &str) -> Result<bool, StudyError> {
        self.value(name, "boolean", |value| match value {
            Value::Bool(boolean) => Some(*boolean),
            _ => None,
        })
    }

    /// Whether a conditional parameter is present.
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    fn value<'a, T>(
        &'a self,
        name: &str,
        wanted: &'static str,
        read: impl Fn(&'a Value) -> Option<T>,
    ) -> Result<T, StudyError> {
        let Some(value) = self.values.get(name) else {
            let known = self.values.keys().cloned().collect();
            return Err(StudyError::UnknownParameter { id: self.id, name: name.into(), known });
        };
        let (found, shown) = (value.kind(), value.to_string());
        read(value).ok_or_else(|| StudyError::OtherKind { name: name.into(), value: shown, found, wanted })
    }

    /// Notes the score after an epoch, counted from 1; see [`Trial::finish`].
    ///
    /// # Errors
    /// If the trial has ended.
    pub fn report(&self, epoch: impl Into<f64>, score: impl Into<f64>) -> Result<(), StudyError> {
        self.study.report(self.id, epoch, score)
    }

    /// Ends the trial with the best score that it reported: the best epoch is chosen afterwards. A trial that reported NaN or
    /// an infinity has diverged and is infeasible, also after good epochs.
    ///
    /// # Errors
    /// If it has ended, or reported nothing.
    pub fn finish(&self) -> Result<Told, StudyError> {
        self.study.finish(self.id)
    }

    /// Ends the trial: with a score, with [`Told::infeasible`] or with [`Told::failed`]. A score that is NaN or infinite
    /// is infeasible.
    ///
    /// # Errors
    /// If it has ended.
    pub fn tell(&self, told: impl Into<Told>) -> Result<(), StudyError> {
        self.study.tell(self.id, told)
    }
}
