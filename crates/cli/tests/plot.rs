//! `etude plot` and the report as a page, on a project that was run.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test makes files, and fails by panicking"
)]

mod etude_command;

use std::fs;
use std::path::Path;

use etude_command::{Ran, etude};
use tempfile::TempDir;

/// The feature halves the error; the rate is best at 0.1. A name of a parameter's value is markup.
const PROGRAM: &str = r#"
for word in "$@"; do
    case "$word" in
        --rate=*) rate=${word#*=} ;;
        --feature=*) feature=${word#*=} ;;
    esac
done
awk -v rate="$rate" -v feature="$feature" -v seed="$ETUDE_SEED" 'BEGIN {
    decades = (log(rate) - log(0.1)) / log(10)
    error = (0.2 + decades * decades / 10) / (feature == "off" ? 1 : 2) + (seed % 100) / 1e5
    printf "{\"epoch\": 1, \"val_error\": %.6f, \"train_error\": %.6f}\n", error + 0.1, error
    printf "{\"epoch\": 2, \"val_error\": %.6f, \"train_error\": %.6f}\n", error, error / 2
}'
"#;

const PROJECT: &str = r#"[project]
name = "<b>mine</b>"
metric = "val_error"
direction = "minimize"
min_improvement = 0.01

[workload]
command = ["sh", "train.sh", "{args}"]
environment = { SECRET = "hunter2" }

[length]
max_epochs = 2

[slots]
count = 2

[parameters.rate]
low = 1e-3
high = 1.0
hard_low = 1e-3
hard_high = 1.0
scale = "log"
baseline = 0.002

[parameters.feature]
choices = ["off", "<i>on</i>"]
baseline = "off"

[[rounds]]
name = "feature"
goal = "Does the <script>feature</script> help?"
scientific = ["feature"]
nuisance = ["rate"]
trials = 6
"#;

fn project() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("etude.toml"), PROJECT).unwrap();
    fs::write(folder.path().join("train.sh"), PROGRAM).unwrap();
    folder
}

fn done(folder: &Path, arguments: &[&str]) -> Ran {
    let ran = etude(folder, arguments);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    ran
}

#[test]
fn a_project_that_was_run_is_drawn_in_every_way() {
    let project = project();
    let folder = project.path();
    done(folder, &["run"]);

    let listed = done(folder, &["plot"]).stdout;
    for name in
        ["axis", "isolation", "curves", "budget", "best-epochs", "differences", "parallel", "launches"]
    {
        assert!(listed.contains(name), "{listed}");
    }
    assert!(listed.contains("gradient-norm: none of the best trials logged `grad_norm`"), "{listed}");
    let json = done(folder, &["plot", "--format", "json"]).json();
    assert_eq!(json["figures"].as_array().unwrap().len(), 11);

    let drawn = done(folder, &["plot", "axis", "--ascii"]).stdout;
    assert!(drawn.is_ascii() && drawn.contains("rate") && drawn.contains("val_error"), "{drawn}");
    assert!(drawn.lines().all(|line| line.len() <= 100), "{drawn}");
    let data = done(folder, &["plot", "isolation", "feature", "--format", "json"]).json();
    assert_eq!(data["figure"], "isolation");
    assert_eq!(data["data"]["panels"][0]["buckets"].as_array().unwrap().len(), 2);

    let svg = done(folder, &["plot", "differences", "--svg", "-"]).stdout;
    assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"), "{svg}");
    done(folder, &["plot", "axis", "--svg", "axis.svg"]);
    assert!(fs::read_to_string(folder.join("axis.svg")).unwrap().contains("&lt;i&gt;on&lt;/i&gt;"));
    let refused = etude(folder, &["plot", "axis", "--svg", "axis.svg"]);
    assert_eq!(refused.code, 2, "{}", refused.shown());
    done(folder, &["plot", "axis", "--svg", "axis.svg", "--force"]);

    let all = done(folder, &["plot", "--all", "figures"]).stdout;
    assert!(all.lines().count() >= 8 && all.contains("launches.svg") && all.contains("1-axis.svg"), "{all}");
    assert!(all.lines().all(|path| folder.join(path).is_file()), "{all}");
    page(folder);
}

fn page(folder: &Path) {
    let written = done(folder, &["report", "--html"]);
    assert_eq!(written.stderr, "wrote report.html\n");
    let page = fs::read_to_string(folder.join("report.html")).unwrap();
    for part in [
        "Verdict: adopt.",
        "Checklist",
        "Figures",
        "To train",
        "Environment",
        "SECRET",
        "Gains on fresh seeds",
    ] {
        assert!(page.contains(part), "no {part}");
    }
    for markup in ["<script", "<i>on", "<b>mine", "hunter2", "src=", "http://www.w3.org/1999"] {
        assert!(!page.contains(markup), "{markup} is in the page");
    }
    assert!(page.contains("&lt;script&gt;feature&lt;/script&gt;"));
    let one = done(folder, &["report", "--html", "-", "--round", "feature"]).stdout;
    assert!(one.contains("round feature") && !one.contains("Launch log"));
    assert_eq!(etude(folder, &["report", "--html"]).code, 2, "a file is not replaced");
    assert_eq!(etude(folder, &["report", "--html", "-", "--round", "nothing"]).code, 2);
    let markdown = done(folder, &["report"]).stdout;
    assert!(markdown.contains("Gains on fresh seeds") && markdown.contains("## Environment"), "{markdown}");
    assert!(markdown.contains("Does the &lt;script>feature&lt;/script> help?"), "{markdown}");
}

#[test]
fn what_is_missing_is_said_with_its_remedy() {
    let project = project();
    let folder = project.path();
    let listed = done(folder, &["plot"]).stdout;
    assert!(listed.starts_with("No round has begun: `etude run`"), "{listed}");
    let none = etude(folder, &["plot", "axis"]);
    assert_eq!(none.code, 3, "{}", none.shown());
    assert!(
        none.stderr.contains("there is no figure `axis` yet") && none.stderr.contains("etude run"),
        "{}",
        none.shown()
    );
    let unknown = etude(folder, &["plot", "pie"]);
    assert_eq!(unknown.code, 2, "{}", unknown.shown());
    assert!(
        unknown.stderr.contains("no figure is named `pie`") && unknown.stderr.contains("best-epochs"),
        "{}",
        unknown.shown()
    );
    let round = etude(folder, &["plot", "axis", "nothing"]);
    assert_eq!(round.code, 2, "{}", round.shown());
}
