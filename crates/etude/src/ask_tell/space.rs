//! The space of a bare study, written in Rust, TOML or JSON: all with the words of `[parameters]`.

use std::fmt::Write as _;

use etude_study::project::{DeclaredSpace, ProjectFileError, parse_space};
use etude_study::space::SearchSpace;
use etude_study::value::Value;

use super::error::StudyError;
use super::ordered_json::{OrderedJson, quoted};

/// The parameters to search, in order: each has a dimension of its own, numbered by its place.
///
/// Mistakes are told when the study is made.
///
/// ```
/// use etude::ask_tell::{Space, Study};
/// use etude::study::score::Direction;
///
/// let space = Space::new()
///     .log("learning_rate", 1e-4, 1.0)
///     .whole("layers", 1, 4)
///     .choice("optimizer", ["sgd", "adam"])
///     .linear("momentum", 0.0, 0.99).when("optimizer", "sgd");
/// let study = Study::new(space, Direction::Minimize, "quasi-random")?;
/// let trial = study.ask()?.expect("a space with floats does not end");
/// assert_eq!(trial.has("momentum"), trial.text("optimizer")? == "sgd");
/// # Ok::<(), etude::ask_tell::StudyError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Space {
    form: Form,
}

#[derive(Debug, Clone)]
enum Form {
    /// Parameters with their keys, in the words of a project file.
    Written(Vec<WrittenParameter>),
    /// A text that was read already.
    Read(Result<DeclaredSpace, StudyError>),
}

impl Default for Form {
    fn default() -> Form {
        Form::Written(Vec::new())
    }
}

/// A parameter and its table in TOML: what stands between the braces.
#[derive(Debug, Clone)]
struct WrittenParameter {
    name: String,
    table: String,
}

impl Space {
    /// A space without parameters, to which they are added.
    pub fn new() -> Space {
        Space::default()
    }

    /// A number from `low` to `high`.
    #[must_use]
    pub fn linear(self, name: &str, low: f64, high: f64) -> Space {
        self.with(name, &format!("low = {low:?}, high = {high:?}"))
    }

    /// A number from `low`, above 0, to `high`, spread by its logarithm: learning rates, weight decay.
    #[must_use]
    pub fn log(self, name: &str, low: f64, high: f64) -> Space {
        self.with(name, &format!("low = {low:?}, high = {high:?}, scale = \"log\""))
    }

    /// A number from `low` to `high`, below 1, spread by the logarithm of its distance to 1: momentum, decay rates.
    #[must_use]
    pub fn reverse_log(self, name: &str, low: f64, high: f64) -> Space {
        self.with(name, &format!("low = {low:?}, high = {high:?}, scale = \"reverse-log\""))
    }

    /// A whole number from `low` to `high`, both among them.
    #[must_use]
    pub fn whole(self, name: &str, low: i64, high: i64) -> Space {
        self.with(name, &format!("type = \"int\", low = {low}, high = {high}"))
    }

    /// A whole number spread by its logarithm: widths.
    #[must_use]
    pub fn whole_log(self, name: &str, low: i64, high: i64) -> Space {
        self.with(name, &format!("type = \"int\", low = {low}, high = {high}, scale = \"log\""))
    }

    /// One of several words, in no order.
    #[must_use]
    pub fn choice<'a>(self, name: &str, choices: impl IntoIterator<Item = &'a str>) -> Space {
        let choices: Vec<String> = choices.into_iter().map(quoted).collect();
        self.with(name, &format!("choices = [{}]", choices.join(", ")))
    }

    /// One of several values that are in order.
    #[must_use]
    pub fn ordered(self, name: &str, choices: impl IntoIterator<Item = impl Into<Value>>) -> Space {
        let choices: Vec<String> = choices.into_iter().map(|value| in_toml(&value.into())).collect();
        self.with(name, &format!("choices = [{}], ordered = true", choices.join(", ")))
    }

    /// True or false.
    #[must_use]
    pub fn boolean(self, name: &str) -> Space {
        self.with(name, "choices = [false, true]")
    }

    /// Lets the parameter that was added last be present only when its parent has this value.
    #[must_use]
    pub fn when(self, parent: &str, value: impl Into<Value>) -> Space {
        let value = in_toml(&value.into());
        self.with_key(&format!("when = {{ {} = {value} }}", quoted(parent)))
    }

    /// The value in use so far of the parameter that was added last. If all have one, the baseline is the first trial.
    #[must_use]
    pub fn baseline(self, value: impl Into<Value>) -> Space {
        self.with_key(&format!("baseline = {}", in_toml(&value.into())))
    }

    /// Distances between the values of the range that was added last.
    #[must_use]
    pub fn step(self, step: f64) -> Space {
        self.with_key(&format!("step = {step:?}"))
    }

    /// The `[parameters]` of a text in TOML; the rest of a project file is passed over.
    pub fn from_toml(text: &str) -> Space {
        let read =
            parse_space(text).map_err(|error| StudyError::Space { parameter: None, error: Box::new(error) });
        Space { form: Form::Read(read) }
    }

    /// An object of JSON: a table for every parameter's name, in order.
    pub(crate) fn from_json(parameters: &[(String, OrderedJson)]) -> Space {
        let written = |(name, value): &(String, OrderedJson)| WrittenParameter {
            name: name.clone(),
            table: value.to_toml(),
        };
        let parameters: Vec<WrittenParameter> = parameters.iter().map(written).collect();
        Space { form: Form::Read(read(&parameters)) }
    }

    fn with(mut self, name: &str, keys: &str) -> Space {
        if let Form::Written(parameters) = &mut self.form {
            parameters.push(WrittenParameter { name: name.into(), table: format!("{{ {keys} }}") });
        }
        self
    }

    fn with_key(mut self, key: &str) -> Space {
        if let Form::Written(parameters) = &mut self.form
            && let Some(last) = parameters.last_mut()
        {
            last.table.insert_str(2, &format!("{key}, "));
        }
        self
    }

    /// The space, read and found to be right.
    pub(crate) fn declared(self) -> Result<DeclaredSpace, StudyError> {
        match self.form {
            Form::Written(parameters) => read(&parameters),
            Form::Read(read) => read,
        }
    }
}

impl From<SearchSpace> for Space {
    fn from(space: SearchSpace) -> Space {
        DeclaredSpace::from(space).into()
    }
}

impl From<DeclaredSpace> for Space {
    fn from(declared: DeclaredSpace) -> Space {
        Space { form: Form::Read(Ok(declared)) }
    }
}

/// Reads parameters as a project file's are read.
fn read(parameters: &[WrittenParameter]) -> Result<DeclaredSpace, StudyError> {
    let mut text = String::from("[parameters]\n");
    let mut ends = Vec::new();
    for parameter in parameters {
        let _ = writeln!(text, "{} = {}", quoted(&parameter.name), parameter.table);
        ends.push(text.len());
    }
    let parameter = |error: &ProjectFileError| {
        let line = ends.iter().position(|end| error.place.start < *end && !error.place.is_empty())?;
        Some(parameters[line].name.clone())
    };
    parse_space(&text)
        .map_err(|error| StudyError::Space { parameter: parameter(&error), error: Box::new(error) })
}

fn in_toml(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::Float(number) => format!("{number:?}"),
        other => other.to_string(),
    }
}
