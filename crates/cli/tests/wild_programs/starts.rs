//! Programs that cannot be started, or that end before they have begun.

use insta::assert_snapshot;

use crate::project::Project;

#[test]
fn a_program_that_is_not_in_path_is_named() {
    assert_snapshot!(Project::of(r#"["no-such-program", "{args}"]"#, "").breaks());
}

#[test]
fn an_interpreter_that_is_not_there_is_named() {
    let project = Project::of(r#"["./train.py", "{args}"]"#, "");
    project.put("train.py", "#!/no/such/python3\nprint(1)\n");
    assert_snapshot!(project.breaks());
}

#[test]
fn windows_line_ends_in_the_first_line_are_told() {
    let project = Project::of(r#"["./train.py", "{args}"]"#, "");
    project.put("train.py", "#!/usr/bin/python3\r\nprint(1)\r\n");
    assert_snapshot!(project.breaks());
}

#[test]
fn a_folder_in_the_place_of_a_program_is_told() {
    let project = Project::of(r#"["./train", "{args}"]"#, "");
    project.put("train/main.py", "print(1)\n");
    assert_snapshot!(project.breaks());
}

#[test]
fn a_script_without_a_first_line_is_read_by_a_shell() {
    let project = Project::of(r#"["./train.py", "{args}"]"#, "");
    project.put("train.py", "import json\nprint(json.dumps({}))\n");
    assert_snapshot!(project.breaks());
}

#[test]
fn a_flag_that_the_program_does_not_know_is_named() {
    let wrong = "import argparse\nparser = argparse.ArgumentParser(prog='train.py')\nparser.add_argument('--lr')\nparser.parse_args()";
    assert_snapshot!(Project::python(wrong).breaks());
}

#[test]
fn a_module_that_is_missing_is_named() {
    assert_snapshot!(Project::python("import no_such_module").breaks());
}

#[test]
fn a_program_that_wants_input_is_at_its_end_at_once() {
    assert_snapshot!(Project::python("answer = input('Which data set? ')").breaks());
}
