//! The projects with one planted fault each, and sound ones: their files, and what must be said of them.

use super::Asked;

/// A project with one fault, or none.
pub(crate) struct Planted {
    /// What is wrong, in words.
    pub(crate) fault: &'static str,
    /// What the program is told to do wrong; empty where the fault is in the file.
    pub(crate) program: &'static str,
    /// By how much `gelu` is better than `relu`.
    pub(crate) effect: f64,
    /// Lines for `[project]`.
    pub(crate) project: &'static str,
    /// Parameters, rounds and whatever else the file has.
    pub(crate) file: String,
    /// What is done before the answer is looked at.
    pub(crate) asked: Asked,
    /// Rules of which the first finding must follow one; empty where nothing may be told as wrong.
    pub(crate) right: &'static [&'static str],
    /// Words that name the remedy, all of them in one step of `etude next`.
    pub(crate) remedy: &'static [&'static str],
}

const RATE: &str = "[parameters.learning_rate]\nlow = 1e-3\nhigh = 1.0\nscale = \"log\"\nbaseline = 0.01\ngroup = \"optimizer\"\n";
const MOMENTUM: &str =
    "[parameters.momentum]\nlow = 0.0\nhigh = 0.99\nbaseline = 0.9\ngroup = \"optimizer\"\n";
const ACTIVATION: &str = "[parameters.activation]\nchoices = [\"relu\", \"gelu\"]\nbaseline = \"relu\"\ngroup = \"architecture\"\n";
const TUNING: &str = "[[rounds]]\nname = \"start\"\ngoal = \"A start\"\nnuisance = [\"learning_rate\", \"momentum\"]\ntrials = 16\n";
const QUESTION: &str = "[[rounds]]\nname = \"activation\"\ngoal = \"Which activation?\"\nscientific = [\"activation\"]\n\
                        nuisance = [\"learning_rate\", \"momentum\"]\ntrials = 16\n";

fn tuning(rest: &str) -> String {
    [RATE, MOMENTUM, TUNING, rest].concat()
}

fn question(rest: &str) -> String {
    [RATE, MOMENTUM, ACTIVATION, QUESTION, rest].concat()
}

fn planted(
    fault: &'static str,
    program: &'static str,
    file: String,
    right: &'static [&'static str],
    remedy: &'static [&'static str],
) -> Planted {
    Planted { fault, program, effect: 0.0, project: "", file, asked: Asked::AfterTheRun, right, remedy }
}

/// Sound projects: with no effect, with one, with nothing but tuning, and with a value that a few trainings diverge at.
pub(crate) fn sound() -> Vec<Planted> {
    let none = |fault, file| planted(fault, "", file, &[], &[]);
    vec![
        none("none: two values, no effect", question("")),
        Planted { effect: 0.03, ..none("none: two values, a clear effect", question("")) },
        none("none: tuning only", tuning("")),
        Planted {
            project: "validation_examples = 10000\n",
            effect: 0.03,
            ..none("none: a validation set that is large enough", question(""))
        },
    ]
}

/// The projects with a planted fault.
pub(crate) fn faulty() -> Vec<Planted> {
    [program_faults(), curve_faults(), space_faults(), comparison_faults()].into_iter().flatten().collect()
}

/// Faults of the program and its data.
fn program_faults() -> Vec<Planted> {
    vec![
        planted(
            "the program ignores its seed",
            "seed does nothing",
            question(""),
            &["S22"],
            &["{seed}", "ETUDE_SEED"],
        ),
        Planted {
            asked: Asked::OfTheDoctor,
            ..planted(
                "something beside the seed decides",
                "clock for a seed",
                question(""),
                &["repeats"],
                &["ETUDE_SEED"],
            )
        },
        planted(
            "60 % of trainings run out of memory, whatever the parameters",
            "bug out of memory",
            question(""),
            &["P41"],
            &["mistake in the program", "memory"],
        ),
        planted(
            "the score turns NaN in half of the trainings",
            "score is not a number",
            question(""),
            &["P41"],
            &["mistake in the program"],
        ),
        planted(
            "diverged trainings are reported as scores",
            "diverges unnoticed",
            tuning(""),
            &["P42"],
            &["infeasible"],
        ),
        planted(
            "one value crashes in most trainings",
            "one value crashes",
            question(""),
            &["P36"],
            &["--retry-failed"],
        ),
        Planted {
            project: "validation_examples = 200\n",
            ..planted(
                "a validation set of 200 examples",
                "tiny validation set",
                question(""),
                &["P77"],
                &["validate on more"],
            )
        },
    ]
}

/// Faults that show in training curves.
fn curve_faults() -> Vec<Planted> {
    vec![
        planted("overfitting", "overfitting", question(""), &["P52"], &["regularise"]),
        planted("too few epochs", "too few epochs", tuning(""), &["S29", "P55"], &["max_epochs"]),
        planted("too many epochs", "too many epochs", tuning(""), &["S28"], &["max_epochs"]),
        planted("flat since early", "saturates", tuning(""), &["P56", "S28"], &["shorter"]),
        planted("the training loss rises", "training loss rises", question(""), &["P57"], &["bug"]),
        planted("spikes of the training loss", "spikes", tuning(""), &["P108"], &["clipping"]),
        planted(
            "evaluations by the clock",
            "evaluated by the clock",
            tuning(""),
            &["P76"],
            &["evaluate every so many steps"],
        ),
        planted(
            "the order of the data shows in each epoch",
            "order of data",
            tuning(""),
            &["P78"],
            &["shuffling"],
        ),
        planted(
            "late scatter larger than the margin",
            "late scatter",
            tuning(""),
            &["P54"],
            &["decaying learning rate"],
        ),
        planted("a few huge gradients", "gradient outliers", tuning(""), &["P115"], &["clip"]),
        planted(
            "most gradients clipped",
            "clipped",
            tuning("").replace(TUNING, "")
                + "[parameters.clip_norm]\nlow = 0.5\nhigh = 2.0\nbaseline = 1.0\n"
                + TUNING,
            &["P116"],
            &["lower learning rate"],
        ),
    ]
}

/// Faults of search spaces and of how they are sampled.
fn space_faults() -> Vec<Planted> {
    vec![
        planted(
            "a range that ends before the optimum, and may not be widened",
            "range ends early",
            tuning("").replace("high = 1.0", "high = 0.05\nhard_high = 0.05"),
            &["S20"],
            &["hard_high"],
        ),
        planted(
            "the best right before where trainings diverge",
            "edge of stability",
            tuning(""),
            &["P46"],
            &["warm-up"],
        ),
        planted(
            "a steep valley and 16 points",
            "narrow valley",
            tuning("remedies = false\n"),
            &["P49"],
            &["raise `trials`"],
        ),
        planted(
            "eleven parameters tuned with 16 trials",
            "many nuisances",
            many_nuisances(),
            &["S11"],
            &["fix"],
        ),
        Planted {
            asked: Asked::OfTheFile,
            ..planted("the same configuration written twice", "", by_hand(), &["refused"], &["twice"])
        },
    ]
}

/// Faults of the comparison.
fn comparison_faults() -> Vec<Planted> {
    vec![
        planted(
            "the learning rate fixed while values are compared",
            "",
            question("").replace("nuisance = [\"learning_rate\", \"momentum\"]", "nuisance = [\"momentum\"]"),
            &["P27"],
            &["learning_rate", "`nuisance`"],
        ),
        planted(
            "momentum fixed while optimizers are compared",
            "",
            momentum_fixed(),
            &["P31"],
            &["momentum", "`nuisance`"],
        ),
        planted(
            "fixed what an earlier round shows to interact",
            "interaction",
            interaction(),
            &["P31"],
            &["alpha", "`nuisance`"],
        ),
        planted(
            "one value diverges in half of its space",
            "one value diverges",
            optimizers("nuisance = [\"learning_rate\", \"momentum\"]"),
            &["P39"],
            &["end the range"],
        ),
        Planted {
            asked: Asked::AfterAnotherBatchSize,
            ..planted(
                "another batch size since",
                "",
                tuning("").replace("baseline = 0.01", "baseline = 0.002"),
                &["stale"],
                &["Repeat round", "batch size"],
            )
        },
    ]
}

fn optimizers(nuisance: &str) -> String {
    let optimizer =
        "[parameters.optimizer]\nchoices = [\"adam\", \"sgd\"]\nbaseline = \"adam\"\ngroup = \"optimizer\"\n";
    let round = format!(
        "[[rounds]]\nname = \"optimizer\"\ngoal = \"Which optimizer?\"\nscientific = [\"optimizer\"]\n{nuisance}\ntrials = 16\n"
    );
    [RATE, MOMENTUM, optimizer, &round].concat()
}

fn momentum_fixed() -> String {
    optimizers("nuisance = [\"learning_rate\"]")
}

fn interaction() -> String {
    let mode = "[parameters.mode]\nchoices = [\"a\", \"b\"]\nbaseline = \"a\"\n\
                [parameters.alpha]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n";
    let round = |name: &str, nuisance: &str| {
        format!(
            "[[rounds]]\nname = \"{name}\"\ngoal = \"Which mode?\"\nscientific = [\"mode\"]\n{nuisance}\ntrials = 16\n"
        )
    };
    let both = round("mode", "nuisance = [\"learning_rate\", \"alpha\"]");
    [RATE, mode, &both, &round("mode-again", "nuisance = [\"learning_rate\"]")].concat()
}

fn many_nuisances() -> String {
    let knob = |knob: u32| format!("[parameters.knob_{knob}]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.4\n");
    let knobs: String = (0..9).map(knob).collect();
    let names: Vec<String> = (0..9).map(|knob| format!("\"knob_{knob}\"")).collect();
    let round = TUNING.replace("\"momentum\"]", &format!("\"momentum\", {}]", names.join(", ")));
    [RATE, MOMENTUM, &knobs, &round].concat()
}

fn by_hand() -> String {
    let points: Vec<String> = [0.003, 0.01, 0.03, 0.1, 0.03, 0.2, 0.03, 0.5]
        .iter()
        .map(|rate| format!("{{ learning_rate = {rate:?}, momentum = 0.7 }}"))
        .collect();
    let round = TUNING.replace("trials = 16", &format!("configurations = [{}]", points.join(", ")));
    [RATE, MOMENTUM, &round].concat()
}
