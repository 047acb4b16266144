//! Programs whose reports contradict each other, or lead astray.

use std::fs;

use insta::assert_snapshot;
use serde_json::Value;

use crate::etude_command::etude;
use crate::project::Project;

#[test]
fn a_value_that_is_no_number_at_once_is_infeasible() {
    for value in ["NaN", "Infinity", "-Infinity"] {
        let project = Project::python(&format!("print('{{\"epoch\": 1, \"val_error\": {value}}}')"));
        for trial in project.ends_as("infeasible") {
            assert_eq!(trial["outcome"], "diverged at epoch 1");
        }
    }
}

#[test]
fn what_is_reported_after_infeasible_was_declared_changes_nothing() {
    let project = Project::python("report()\nprint('{\"infeasible\": \"too wide\"}')\nreport(2)\nreport(3)");
    for trial in project.ends_as("infeasible") {
        assert_eq!(trial["outcome"], "infeasible: too wide");
    }
}

#[test]
fn epochs_that_go_backwards_are_put_in_order() {
    for trial in Project::python("report(3)\nreport(2)\nreport(1)").works() {
        assert_eq!((&trial["best_epoch"], &trial["last_epoch"]), (&3.0.into(), &3.0.into()));
    }
}

#[test]
fn of_an_epoch_that_is_reported_twice_the_last_counts() {
    let twice = "for error in (0.1, 0.4):\n    print(json.dumps({'epoch': 1, 'val_error': error}))";
    for trial in Project::python(twice).works() {
        assert_eq!((&trial["score"], &trial["last_epoch"]), (&0.4.into(), &1.0.into()));
    }
}

#[test]
fn an_epoch_may_be_huge() {
    for trial in Project::python("report(1)\nprint('{\"epoch\": 1e308, \"val_error\": 0.1}')").works() {
        assert_eq!(trial["best_epoch"], 1e308);
    }
    // One that is larger than any number is none.
    let beyond = "report(1)\nprint('{\"epoch\": 1e309, \"val_error\": 0.1}')\nprint('{\"step\": 1e400, \"val_error\": 0.1}')";
    for trial in Project::python(beyond).works() {
        assert_eq!((&trial["last_epoch"], &trial["score"]), (&1.0.into(), &0.5.into()));
    }
}

#[test]
fn a_metric_in_quotes_is_no_number() {
    assert_snapshot!(
        Project::python("print('{\"epoch\": 1, \"val_error\": \"0.5\", \"loss\": 1}')").breaks()
    );
}

#[test]
fn a_checkpoint_that_leads_elsewhere_is_never_deleted_and_harms_nobody() {
    let project = Project::python(
        "for epoch, name in enumerate(['../../../precious', os.path.abspath('precious'), 'missing', 'a/../b', ''], 1):\n    \
         report(epoch, checkpoint=name)",
    );
    project.put("precious", "mine");
    project.put(".etude/precious", "mine");
    project.works();
    for kept in ["precious", ".etude/precious"] {
        assert_eq!(fs::metadata(project.path().join(kept)).unwrap().len(), 4, "{kept}");
    }
    let best = etude(project.path(), &["best", "--format", "json"]);
    assert_eq!(best.code, 0, "{}", best.shown());
}

#[test]
fn a_checkpoint_that_is_not_there_is_not_resumed_from() {
    let program = r#"
assert "ETUDE_RESUME_FROM" not in os.environ
mark = os.path.join(os.environ["ETUDE_CHECKPOINT_DIR"], "was-here")
report(1, checkpoint="never-written")
if not os.path.exists(mark):
    open(mark, "w").close()
    sys.exit(1)
report(2)
"#;
    let project = Project::python(program);
    let ran = project.run();
    assert_eq!(ran.code, 0, "{}", ran.shown());
    for trial in project.trials() {
        assert_eq!((&trial["state"], &trial["attempts"]), (&"feasible".into(), &2.into()), "{trial:#}");
    }
}

/// A program whose lines name no epoch, and whose checkpoints are reported as JSON, breaks after epoch 2 and goes on.
#[test]
fn epochs_that_are_only_counted_go_on_after_the_checkpoint() {
    let program = r#"
resume = os.environ.get("ETUDE_RESUME_FROM")
done = int(open(resume).read()) if resume else 0
for epoch in range(done + 1, 4):
    print("val err:", [0.5, 0.4, 0.1][epoch - 1], flush=True)
    with open(os.path.join(os.environ["ETUDE_CHECKPOINT_DIR"], f"{epoch}.pt"), "w") as file:
        file.write(str(epoch))
    print(json.dumps({"epoch": epoch, "checkpoint": f"{epoch}.pt"}), flush=True)
    if epoch == 2:
        sys.exit(1)
"#;
    let patterns = "attempts = 2\n[workload.metrics]\nval_error = 'val err: ([0-9.]+)'";
    let project = Project::python_with(program, patterns);
    let ran = project.run();
    assert_eq!(ran.code, 0, "{}", ran.shown());
    for trial in project.trials() {
        assert_eq!((&trial["score"], &trial["attempts"]), (&0.1.into(), &2.into()), "{trial:#}");
        assert_eq!((&trial["best_epoch"], &trial["last_epoch"]), (&3.0.into(), &3.0.into()), "{trial:#}");
        let order = project.of_trial(trial["trial"].as_u64().unwrap() as u32, "attempt-2.order.json");
        assert!(order.contains("\"epochs_before\": 2"), "{order}");
    }
}

/// The files of a trial's checkpoints.
fn checkpoints(project: &Project, trial: &Value) -> Vec<String> {
    let folder = format!(".etude/trials/{:06}/checkpoints", trial["trial"].as_u64().unwrap());
    let files = fs::read_dir(project.path().join(folder)).unwrap();
    let mut names: Vec<String> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn checkpoints_are_kept_as_the_project_says() {
    let program = r#"
for epoch, error in [(1, 0.3), (2, 0.1), (3, 0.2), (4, 0.5)]:
    open(os.path.join(os.environ["ETUDE_CHECKPOINT_DIR"], f"{epoch}.pt"), "w").close()
    print(json.dumps({"epoch": epoch, "val_error": error, "checkpoint": f"{epoch}.pt"}))
"#;
    for (keep, kept) in [
        ("best-and-last", &["2.pt", "4.pt"][..]),
        ("best(2)", &["2.pt", "3.pt"]),
        ("none", &[]),
        ("all", &["1.pt", "2.pt", "3.pt", "4.pt"]),
    ] {
        let project = Project::python(program);
        let file = fs::read_to_string(project.path().join("etude.toml")).unwrap();
        let file = file.replace("max_epochs = 3", &format!("max_epochs = 3\nkeep_checkpoints = \"{keep}\""));
        project.put("etude.toml", &file);
        for trial in project.works() {
            assert_eq!(checkpoints(&project, &trial), kept, "{keep}");
        }
    }
}

#[test]
fn a_program_that_counts_steps_only_is_shown_with_steps() {
    let program = r#"
for step in (500, 1000, 1500):
    error = abs(step - 1000) / 1e4 + 0.1
    name = f"step-{step}"
    open(os.path.join(os.environ["ETUDE_CHECKPOINT_DIR"], name), "w").close()
    print(json.dumps({"step": step, "val_error": error, "train_loss": 1, "checkpoint": name}))
"#;
    let project = Project::python(program);
    for trial in project.works() {
        assert_eq!((&trial["best_epoch"], &trial["last_epoch"]), (&1000.0.into(), &1500.0.into()));
        assert_eq!(trial["position_unit"], "step");
        assert_eq!(checkpoints(&project, &trial), ["step-1000", "step-1500"]);
    }
    let shown = |command: &str| etude(project.path(), &[command]).shown();
    assert!(shown("trials").contains(" step "), "{}", shown("trials"));
    assert!(!shown("trials").contains("epoch"), "{}", shown("trials"));
    for (command, words) in [("best", "best step"), ("report", "best step 1000")] {
        assert!(shown(command).contains(words), "{}", shown(command));
        assert!(!shown(command).contains("best epoch"), "{}", shown(command));
    }
    assert!(shown("best").contains("step-1000"), "{}", shown("best"));
}

#[test]
fn a_divergence_at_a_step_is_told_with_the_step() {
    let project = Project::python("print('{\"step\": 500, \"val_error\": NaN}')");
    for trial in project.ends_as("infeasible") {
        assert_eq!(trial["outcome"], "diverged at step 500");
    }
}
