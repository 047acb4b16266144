//! What a program reports while it trains.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A logged number, stored exactly: NaN and infinities keep their names, since JSON has no numbers for them.
#[derive(Debug, Clone, Copy)]
pub struct MetricValue(pub f64);

impl PartialEq for MetricValue {
    /// Bit for bit, so that NaN equals itself and -0.0 differs from 0.0: a stored value is never altered.
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits() || (self.0.is_nan() && other.0.is_nan())
    }
}

impl Serialize for MetricValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            value if value.is_nan() => serializer.serialize_str("NaN"),
            f64::INFINITY => serializer.serialize_str("Infinity"),
            f64::NEG_INFINITY => serializer.serialize_str("-Infinity"),
            value => serializer.serialize_f64(value),
        }
    }
}

impl<'de> Deserialize<'de> for MetricValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Number(f64),
            Name(String),
        }
        match Form::deserialize(deserializer)? {
            Form::Number(value) => Ok(MetricValue(value)),
            Form::Name(name) => parse_name(&name)
                .map(MetricValue)
                .ok_or_else(|| serde::de::Error::custom(format!("`{name}` is not a number"))),
        }
    }
}

/// The names that stand for the numbers JSON lacks, as Python prints them.
pub fn parse_name(name: &str) -> Option<f64> {
    match name {
        "NaN" => Some(f64::NAN),
        "Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        _ => None,
    }
}

/// What a position on the training's axis counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PositionUnit {
    /// Completed epochs.
    #[default]
    Epoch,
    /// Completed optimizer steps, where no epoch was reported.
    Step,
}

impl PositionUnit {
    /// The word a user reads.
    pub fn word(self) -> &'static str {
        match self {
            PositionUnit::Epoch => "epoch",
            PositionUnit::Step => "step",
        }
    }

    /// For fields that are left out of what is stored.
    pub fn is_epoch(&self) -> bool {
        *self == PositionUnit::Epoch
    }
}

/// One report: metrics at an epoch or step.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Measurement {
    /// Completed epochs, counted from 1; a fraction is an evaluation within an epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<f64>,
    /// Completed optimizer steps; instead of the epoch or beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<u64>,
    /// Named numbers.
    pub metrics: BTreeMap<String, MetricValue>,
    /// A file of this moment, relative to the checkpoint directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkpoint: Option<String>,
}

impl Measurement {
    /// Where on the training's axis it lies: the epoch, or the step where no epoch was reported.
    pub fn position(&self) -> Option<f64> {
        self.epoch.or(self.step.map(|step| step as f64))
    }

    /// What [`Measurement::position`] counts.
    pub fn unit(&self) -> PositionUnit {
        if self.epoch.is_none() && self.step.is_some() { PositionUnit::Step } else { PositionUnit::Epoch }
    }

    /// A metric's value, which may be NaN or infinite.
    pub fn metric(&self, name: &str) -> Option<f64> {
        self.metrics.get(name).map(|value| value.0)
    }
}

/// A measurement with its place: which attempt printed it, and as which of its reports (from 0).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpooledMeasurement {
    /// The attempt that printed it.
    pub attempt: u32,
    /// Its number among the attempt's reports: without gaps, so a lost one shows.
    pub sequence: u32,
    /// What was reported.
    #[serde(flatten)]
    pub measurement: Measurement,
}
