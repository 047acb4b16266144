//! Programs that end in strange ways, or hardly at all.

use insta::assert_snapshot;

use crate::project::Project;

#[test]
fn a_program_killed_by_sigkill_may_have_been_out_of_memory() {
    assert_snapshot!(Project::python("os.kill(os.getpid(), 9)").breaks());
}

#[test]
fn a_shell_s_code_for_a_killed_program_is_shown() {
    assert_snapshot!(Project::shell("sh -c 'kill -9 $$'\nexit $?\n").breaks());
}

#[test]
fn a_program_that_goes_into_the_background_is_told_so() {
    let daemon = r"
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(1000)
        report()
    os._exit(0)
os.wait()
time.sleep(0.3)
";
    let project = Project::python(daemon);
    assert_snapshot!(project.breaks());
    assert!(project.of_trial(1, "supervisor.log").contains("the program left running"));
}

#[test]
fn a_child_that_is_left_behind_is_ended_and_what_was_reported_counts() {
    let project =
        Project::python("report()\nif os.fork() == 0:\n    time.sleep(1000)\n    report(2)\nos._exit(0)");
    for trial in project.works() {
        assert_eq!(trial["last_epoch"], 1.0);
    }
}

#[test]
fn a_program_that_closes_its_outputs_and_goes_on_is_waited_for() {
    let program = "report()\nos.close(1)\nos.close(2)\ntime.sleep(0.3)\nopen('went-on', 'a').write('x')";
    let project = Project::python(program);
    let trials = project.works();
    let went_on = std::fs::metadata(project.path().join("went-on")).map(|file| file.len());
    assert_eq!(went_on.ok(), Some(trials.len() as u64));
}

#[test]
fn a_program_that_closes_its_outputs_at_once_reported_nothing() {
    assert_snapshot!(Project::python("os.close(1)\nos.close(2)\nos._exit(0)").breaks());
}

#[test]
fn a_program_that_exceeds_its_time_limit_is_infeasible() {
    let project = Project::python_with("report()\ntime.sleep(1000)", "time_limit = \"0.4s\"");
    for trial in project.ends_as("infeasible") {
        assert_eq!(trial["outcome"], "longer than the time limit of 0.4 s", "{trial:#}");
    }
}

#[test]
fn a_program_that_falls_silent_has_stalled_and_is_told_the_key() {
    let project = Project::python_with("time.sleep(1000)", "stall_after = \"0.5s\"");
    assert_snapshot!(project.breaks());
}

#[test]
fn a_program_that_deletes_its_trial_s_folder_is_told_to_leave_it_alone() {
    let program = "report()\nimport shutil\nshutil.rmtree(os.path.dirname(os.environ['ETUDE_CONFIGURATION']))\nreport(2)";
    assert_snapshot!(Project::python(program).breaks());
}

#[test]
fn a_program_that_catches_sigterm_goes_on_from_the_checkpoint_it_then_writes() {
    let program = r#"
import signal
place = os.environ["ETUDE_CHECKPOINT_DIR"]
resume = os.environ.get("ETUDE_RESUME_FROM")
def save(*_):
    open(os.path.join(place, "last"), "w").write("7")
    report(7, checkpoint="last")
    sys.exit(0)
signal.signal(signal.SIGTERM, save)
if resume:
    report(8 if open(resume).read() == "7" else 1)
elif os.path.exists("stalled-once"):
    report(8)
else:
    open("stalled-once", "w").close()
    report(1)
    time.sleep(1000)
"#;
    let project = Project::python_with(program, "stall_after = \"3s\"");
    let ran = project.run();
    assert_eq!(ran.code, 0, "{}", ran.shown());
    for trial in project.trials() {
        let attempts = if trial["trial"] == 1 { 2 } else { 1 };
        assert_eq!(
            (&trial["state"], &trial["attempts"]),
            (&"feasible".into(), &attempts.into()),
            "{trial:#}"
        );
        assert_eq!(trial["last_epoch"], 8.0, "{trial:#}");
    }
}
