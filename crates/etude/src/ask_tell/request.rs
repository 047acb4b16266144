//! What a program may ask of a bare study in JSON: one object, one request.

use etude_study::objective::Objective;
use etude_study::score::Direction;
use etude_study::told::Told;
use thiserror::Error;

use super::goal::Goal;
use super::ordered_json::OrderedJson;
use super::space::Space;

/// Most trials that one request asks for.
pub(super) const MOST_AT_ONCE: u64 = 100_000;
/// What may be asked.
const OPERATIONS: &str = "open, ask, tell, best or quit";

/// One request.
#[derive(Debug)]
pub(super) enum Request {
    Open(Open),
    Ask { count: usize },
    Tell { id: u64, told: Told },
    Best,
    Quit,
}

/// The study that a request opens.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) space: Space,
    pub(super) goal: Goal,
    pub(super) budget: Option<u64>,
    pub(super) repeats: Option<f64>,
}

/// Why a line is no request.
#[derive(Debug, Clone, PartialEq, Error)]
pub(super) enum RequestError {
    /// Not JSON.
    #[error("this is not JSON: {0}; write one object a line, such as {{\"op\": \"ask\"}}")]
    NotJson(String),
    /// A number that JSON does not have.
    #[error(
        "NaN and Infinity are no scores: a trial that diverged is told {{\"op\": \"tell\", \"id\": 0, \"infeasible\": \
         \"diverged\"}}"
    )]
    NoNumber,
    /// JSON, but no object.
    #[error("a request is an object, such as {{\"op\": \"ask\"}}, but this is {0}")]
    NoObject(&'static str),
    /// An operation that there is not.
    #[error("`op = {op}` is no operation: write {OPERATIONS}")]
    UnknownOperation {
        /// What was written.
        op: String,
    },
    /// A key that means nothing here.
    #[error("unknown key `{key}` in `{op}`: known are {}", known.join(", "))]
    UnknownKey {
        /// The operation.
        op: &'static str,
        /// The key.
        key: String,
        /// What may stand there.
        known: &'static [&'static str],
    },
    /// A key that must be there.
    #[error("`{key}` is missing: write {example}")]
    MissingKey {
        /// The key.
        key: &'static str,
        /// A request that has it.
        example: &'static str,
    },
    /// A value that cannot be.
    #[error("`{key}` must be {expected}, but this is {found}")]
    WrongValue {
        /// The key.
        key: &'static str,
        /// What was expected.
        expected: String,
        /// What was found.
        found: String,
    },
    /// A trial that ended in several ways.
    #[error("a trial ends in one way: tell one of `score` (or `scores`), `infeasible` and `failed`")]
    SeveralEndings,
    /// One direction and several objectives.
    #[error("a study has a `direction` or several `objectives`: write one of the two")]
    TwoGoals,
    /// What needs no `objectives`.
    #[error("`objectives` has fewer than two: for one, write \"direction\": \"minimize\"")]
    FewObjectives,
}

type Read<T> = Result<T, RequestError>;

const OPEN: &str =
    "{\"op\": \"open\", \"direction\": \"minimize\", \"space\": {\"x\": {\"low\": 0, \"high\": 1}}}";
const TELL: &str = "{\"op\": \"tell\", \"id\": 0, \"score\": 0.1}";

/// Reads a line.
pub(super) fn read(line: &str) -> Read<Request> {
    let line = line.trim_end();
    let value: OrderedJson = serde_json::from_str(line).map_err(|error| not_json(line, &error))?;
    let OrderedJson::Object(entries) = value else { return Err(RequestError::NoObject(value.kind())) };
    let fields = Fields(entries);
    match fields.text("op")? {
        Some("open") => {
            fields.only("open", &["op", "direction", "objectives", "space", "budget", "repeats"])?;
            open(&fields)
        }
        Some("ask") => {
            fields.only("ask", &["op", "count"])?;
            Ok(Request::Ask { count: fields.whole("count", MOST_AT_ONCE)?.unwrap_or(1) as usize })
        }
        Some("tell") => {
            fields.only("tell", &["op", "id", "score", "scores", "infeasible", "failed"])?;
            tell(&fields)
        }
        Some("best") => fields.only("best", &["op"]).map(|()| Request::Best),
        Some("quit") => fields.only("quit", &["op"]).map(|()| Request::Quit),
        Some(other) => Err(RequestError::UnknownOperation { op: format!("{other:?}") }),
        None => Err(RequestError::MissingKey { key: "op", example: "{\"op\": \"ask\"}" }),
    }
}

/// Python prints numbers that are none bare, which JSON does not know.
fn not_json(line: &str, error: &serde_json::Error) -> RequestError {
    let rest = line.get(error.column().saturating_sub(1)..).unwrap_or_default();
    let rest = rest.trim_start_matches(['-', ' ']);
    if rest.starts_with("NaN") || rest.starts_with("Infinity") || rest.starts_with('I') {
        RequestError::NoNumber
    } else {
        RequestError::NotJson(error.to_string())
    }
}

fn open(fields: &Fields) -> Read<Request> {
    let goal = match (fields.text("direction")?, fields.get("objectives")) {
        (Some(_), Some(_)) => return Err(RequestError::TwoGoals),
        (Some(written), None) => Goal::One(direction("direction", written)?),
        (None, Some(written)) => Goal::Several(objectives(written)?),
        (None, None) => return Err(RequestError::MissingKey { key: "direction", example: OPEN }),
    };
    let space = match fields.get("space") {
        // TOML has no null, and a choice that turned into the word would be told to a program that does not know it.
        Some(space) if space.lists_null() => {
            return Err(wrong("space", "free of null in its lists", "one that has it: name the choice"));
        }
        Some(OrderedJson::Object(parameters)) => Space::from_json(parameters),
        Some(other) => return Err(wrong("space", "an object with a key for every parameter", other.kind())),
        None => return Err(RequestError::MissingKey { key: "space", example: OPEN }),
    };
    let budget = fields.whole("budget", u64::from(u32::MAX))?;
    let repeats = fields.get("repeats").map(|share| number("repeats", share)).transpose()?;
    Ok(Request::Open(Open { space, goal, budget, repeats }))
}

fn direction(key: &'static str, written: &str) -> Read<Direction> {
    match written {
        "minimize" => Ok(Direction::Minimize),
        "maximize" => Ok(Direction::Maximize),
        other => Err(wrong(key, "\"minimize\" or \"maximize\"", format!("{other:?}"))),
    }
}

/// The objectives, in their order.
fn objectives(written: &OrderedJson) -> Read<Vec<Objective>> {
    const KEY: &str = "objectives";
    let OrderedJson::Object(entries) = written else {
        return Err(wrong(KEY, "an object with a direction for each name", written.kind()));
    };
    if entries.len() < 2 {
        return Err(RequestError::FewObjectives);
    }
    let objective = |(name, written): &(String, OrderedJson)| match written {
        OrderedJson::Text(text) => Ok(Objective::new(name, direction(KEY, text)?)),
        other => Err(wrong(KEY, "\"minimize\" or \"maximize\" for each name", other.kind())),
    };
    entries.iter().map(objective).collect()
}

fn number(key: &'static str, written: &OrderedJson) -> Read<f64> {
    match written {
        OrderedJson::Whole(whole) => Ok(*whole as f64),
        OrderedJson::Large(whole) => Ok(*whole as f64),
        OrderedJson::Number(number) => Ok(*number),
        other => Err(wrong(key, "a number", other.kind())),
    }
}

/// A score for each objective.
fn scores(written: &OrderedJson) -> Read<Told> {
    let OrderedJson::Object(entries) = written else {
        return Err(wrong("scores", "an object with a number for each objective", written.kind()));
    };
    let mut scores = Vec::with_capacity(entries.len());
    for (name, written) in entries {
        scores.push((name.as_str(), number("scores", written)?));
    }
    Ok(Told::scores(scores))
}

fn tell(fields: &Fields) -> Read<Request> {
    let id = fields.whole("id", u64::MAX)?.ok_or(RequestError::MissingKey { key: "id", example: TELL })?;
    let score = fields.get("score").map(|score| number("score", score)).transpose()?;
    let told = [
        score.map(Told::from),
        fields.get("scores").map(scores).transpose()?,
        fields.text("infeasible")?.map(Told::infeasible),
        fields.text("failed")?.map(Told::failed),
    ];
    let mut told = told.into_iter().flatten();
    match (told.next(), told.next()) {
        (Some(told), None) => Ok(Request::Tell { id, told }),
        (Some(_), Some(_)) => Err(RequestError::SeveralEndings),
        (None, _) => Err(RequestError::MissingKey { key: "score", example: TELL }),
    }
}

fn wrong(key: &'static str, expected: &str, found: impl Into<String>) -> RequestError {
    RequestError::WrongValue { key, expected: expected.into(), found: found.into() }
}

/// The keys of a request.
struct Fields(Vec<(String, OrderedJson)>);

impl Fields {
    /// A key's value; one that is null counts as left out.
    fn get(&self, key: &str) -> Option<&OrderedJson> {
        let found = self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value);
        found.filter(|value| **value != OrderedJson::Null)
    }

    fn text(&self, key: &'static str) -> Read<Option<&str>> {
        match self.get(key) {
            None => Ok(None),
            Some(OrderedJson::Text(text)) => Ok(Some(text)),
            Some(other) => Err(wrong(key, "a string", other.kind())),
        }
    }

    fn whole(&self, key: &'static str, most: u64) -> Read<Option<u64>> {
        let expected = || match most {
            u64::MAX => "a whole number from 0 on".to_owned(),
            most => format!("a whole number from 0 to {most}"),
        };
        let found = match self.get(key) {
            None => return Ok(None),
            Some(OrderedJson::Whole(whole)) => u64::try_from(*whole).map_err(|_| whole.to_string()),
            Some(OrderedJson::Large(whole)) => Ok(*whole),
            // As it was written: 3.0 is another number than 3 only by its form.
            Some(OrderedJson::Number(number)) => Err(format!("{number:?}")),
            Some(other) => Err(other.kind().to_owned()),
        };
        let found = found.and_then(|whole| if whole <= most { Ok(whole) } else { Err(whole.to_string()) });
        found.map(Some).map_err(|found| RequestError::WrongValue { key, expected: expected(), found })
    }

    fn only(&self, op: &'static str, known: &'static [&'static str]) -> Read<()> {
        match self.0.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some((key, _)) => Err(RequestError::UnknownKey { op, key: key.clone(), known }),
        }
    }
}
