//! Last words of programs, and the cause that is read from them.
//!
//! Those of argparse, absl, click, typer, clap, shells and Python itself are as they were printed; those of PyTorch, CUDA
//! and JAX are written after their documentation and sources.

use etude::likely_cause::{LikelyCause, likely_cause};
use etude::missed_report::MissedReport;
use etude::study::trial::Crash;

fn cause(code: i32, output: &str) -> Option<LikelyCause> {
    let lines: Vec<String> = output.lines().map(str::to_owned).collect();
    likely_cause(&Crash::ExitCode { code }, &lines)
}

#[expect(clippy::unnecessary_wraps, reason = "it is compared with what `likely_cause` gives")]
fn flags(names: &[&str]) -> Option<LikelyCause> {
    Some(LikelyCause::UnknownFlags { flags: names.iter().map(|name| (*name).to_owned()).collect() })
}

#[test]
fn argparse_names_the_flags_it_does_not_know() {
    let said = "usage: train.py [-h] [--lr LR]\n\
                train.py: error: unrecognized arguments: --learning_rate=0.1 -w 2 --depth=3";
    let found = cause(2, said);
    assert_eq!(found, flags(&["--learning_rate", "-w", "--depth"]));
    let remedy = found.unwrap().remedy();
    assert!(remedy.contains("flag = \"--lr\" in [parameters.learning_rate]"), "{remedy}");
    assert!(remedy.contains("\"--lr={learning_rate}\""), "{remedy}");
    let batch = cause(2, "t.py: error: unrecognized arguments: --batch_size=8").unwrap();
    assert!(batch.remedy().contains("in [batch_size]"), "{}", batch.remedy());
}

#[test]
fn other_readers_of_flags_are_understood_too() {
    let absl = "FATAL Flags parsing error: Unknown command line flag 'width'. Did you mean: wide ?\n\
                Pass --helpshort or --helpfull to see help on flags.";
    let click = "Usage: train.py [OPTIONS]\nTry 'train.py --help' for help.\n\n\
                 Error: No such option '--width'. Did you mean '--wide'?";
    let typer = "Usage: train.py [OPTIONS]\nTry 'train.py --help' for help.\n\
         ╭─ Error ──────────────────────────────────────────────────────────────────────╮\n\
         │ No such option: --width (Possible options: --wide)                           │\n\
         ╰──────────────────────────────────────────────────────────────────────────────╯";
    let clap = "error: unexpected argument '--width' found\n\nUsage: fit [OPTIONS]\n\n\
                For more information, try '--help'.";
    assert_eq!(cause(1, absl), flags(&["--width"]));
    for said in [click, typer, clap, "Error: No such option: --width"] {
        assert_eq!(cause(2, said), flags(&["--width"]), "{said}");
    }
}

#[test]
fn argparse_says_what_is_wrong_with_a_value_and_what_is_missing() {
    for line in [
        "train.py: error: argument --bn: ignored explicit argument 'true'",
        "train.py: error: argument --bn/--no-bn: ignored explicit argument 'true'",
        "train.py: error: argument -b/--bn: ignored explicit argument 'false'",
        "Error: Option '--bn' does not take a value.",
        "Error: --bn option does not take a value",
        "error: unexpected value 'true' for '--bn' found; no more were expected",
    ] {
        let found = cause(2, line).unwrap();
        assert_eq!(found, LikelyCause::FlagTakesNoValue { flag: "--bn".into() }, "{line}");
        assert!(found.remedy().contains("flag = { true = \"--bn\" }"), "{}", found.remedy());
    }
    let off = cause(2, "Error: Option '--no-bn' does not take a value.").unwrap();
    assert!(off.remedy().contains("[parameters.bn]: flag = { false = \"--no-bn\" }"), "{}", off.remedy());
    let refused = |flag: &str, reason: &str| {
        Some(LikelyCause::FlagValueRefused { flag: flag.into(), reason: reason.into() })
    };
    assert_eq!(
        cause(2, "train.py: error: argument --layers: invalid int value: '0.1'"),
        refused("--layers", "invalid int value: '0.1'")
    );
    assert_eq!(
        cause(2, "train.py: error: argument -l/--lr: expected one argument"),
        refused("--lr", "expected one argument")
    );
    assert_eq!(
        cause(
            2,
            "usage: train.py [-h] --lr LR --data DATA\ntrain.py: error: the following arguments are required: --lr, --data"
        ),
        Some(LikelyCause::FlagsMissing { flags: vec!["--lr".into(), "--data".into()] })
    );
}

#[test]
fn a_missing_module_is_named() {
    let said = "Traceback (most recent call last):\n  File \"train.py\", line 1, in <module>\n    import torch\n\
                ModuleNotFoundError: No module named 'torch'";
    assert_eq!(cause(1, said), Some(LikelyCause::ModuleMissing { module: "torch".into() }));
    let package = "/usr/bin/python3: Error while finding module specification for 'my.train' \
                   (ModuleNotFoundError: No module named 'my')";
    assert_eq!(cause(1, package), Some(LikelyCause::ModuleMissing { module: "my".into() }));
}

#[test]
fn memory_of_the_card_is_told_from_the_machine_s() {
    for said in [
        "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 23.68 GiB",
        "torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 MiB (GPU 0; 7.79 GiB total capacity)",
        "RuntimeError: CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        "jaxlib.xla_extension.XlaRuntimeError: RESOURCE_EXHAUSTED: Out of memory while trying to allocate 8589934592 bytes.",
    ] {
        assert_eq!(cause(1, said), Some(LikelyCause::GpuOutOfMemory), "{said}");
    }
    for said in ["MemoryError", "terminate called after throwing an instance of 'std::bad_alloc'"] {
        assert_eq!(cause(1, said), Some(LikelyCause::OutOfMemory), "{said}");
    }
    assert_eq!(cause(1, "RuntimeError: No CUDA GPUs are available"), Some(LikelyCause::NoGpu));
    assert_eq!(cause(1, "AssertionError: Torch not compiled with CUDA enabled"), Some(LikelyCause::NoGpu));
}

#[test]
fn signals_and_the_codes_of_shells_speak_for_themselves() {
    let signal = |signal| likely_cause(&Crash::Signal { signal }, &["epoch 3".to_owned()]);
    assert_eq!(signal(9), Some(LikelyCause::Killed));
    assert_eq!(signal(11), Some(LikelyCause::SegmentationFault));
    assert_eq!(signal(15), None);
    assert_eq!(cause(137, "Killed"), Some(LikelyCause::Killed));
    assert_eq!(cause(139, ""), Some(LikelyCause::SegmentationFault));
    assert_eq!(cause(127, ""), Some(LikelyCause::CommandNotFound { command: None }));
    assert_eq!(cause(126, ""), Some(LikelyCause::PermissionDenied { what: None }));
    assert_eq!(cause(3, "KeyError: 'lr'"), None);
}

#[test]
fn missing_and_forbidden_things_are_named() {
    let command = |name: &str| Some(LikelyCause::CommandNotFound { command: Some(name.into()) });
    assert_eq!(cause(127, "sh: 1: nosuch: not found"), command("nosuch"));
    assert_eq!(cause(127, "train.sh: line 3: nosuch: command not found"), command("nosuch"));
    assert_eq!(cause(127, "env: ‘nosuch’: No such file or directory"), command("nosuch"));
    let file = |path: &str| Some(LikelyCause::FileNotFound { path: path.into() });
    assert_eq!(
        cause(1, "FileNotFoundError: [Errno 2] No such file or directory: '/data/x.npz'"),
        file("/data/x.npz")
    );
    assert_eq!(
        cause(
            2,
            "/usr/bin/python3: can't open file '/project/train.py': [Errno 2] No such file or directory"
        ),
        file("/project/train.py")
    );
    let forbidden = |what: &str| Some(LikelyCause::PermissionDenied { what: Some(what.into()) });
    assert_eq!(cause(126, "bash: ./train: Permission denied"), forbidden("./train"));
    assert_eq!(
        cause(1, "PermissionError: [Errno 13] Permission denied: '/data/out'"),
        forbidden("/data/out")
    );
    assert_eq!(cause(1, "OSError: [Errno 28] No space left on device"), Some(LikelyCause::DiskFull));
    let reason = "./train.py could not be started: Permission denied (os error 13)".into();
    assert_eq!(likely_cause(&Crash::CouldNotStart { reason }, &[]), forbidden("./train.py"));
}

#[test]
fn a_script_that_a_shell_read_and_one_without_an_interpreter_are_told() {
    for said in ["./train.py: 1: import: not found", "./train.py: 3: Syntax error: \"(\" unexpected"] {
        assert_eq!(cause(2, said), Some(LikelyCause::NoInterpreterLine), "{said}");
    }
    let start = |reason: &str| likely_cause(&Crash::CouldNotStart { reason: reason.into() }, &[]);
    let missing = "./t names an interpreter that was not found: #!/no/such";
    assert_eq!(start(missing), Some(LikelyCause::InterpreterMissing));
    let folder = "./t is a folder, not a program: Permission denied (os error 13)";
    assert_eq!(start(folder), Some(LikelyCause::FolderNotProgram));
    assert_eq!(start("the directory d does not exist"), None);
}

#[test]
fn the_last_cause_in_the_output_counts() {
    let said =
        "CUDA out of memory, trying a smaller batch\ntrain.py: line 4: nosuch: command not found\ngiving up";
    assert_eq!(cause(1, said), Some(LikelyCause::CommandNotFound { command: Some("nosuch".into()) }));
}

#[test]
fn a_line_that_was_meant_as_a_report_is_told_what_it_lacks() {
    let missed = |line: &str| {
        let crash = Crash::NoObjective { reported: vec![] };
        match likely_cause(&crash, &["training".to_owned(), line.to_owned(), "done".to_owned()]) {
            Some(LikelyCause::ReportMissed(missed)) => Some(missed),
            None => None,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(missed(r#"{"epoch": 1, "val_error": 0.5}"#), Some(MissedReport::OnStandardError));
    assert_eq!(missed("{'epoch': 1, 'val_error': 0.5}"), Some(MissedReport::PythonDictionary));
    assert_eq!(missed(r#"{"val_error": 0.5}"#), Some(MissedReport::NoEpoch));
    let quoted = MissedReport::NumberInQuotes { name: "val_error".into() };
    assert_eq!(missed(r#"{"epoch": 1, "val_error": "0.5"}"#), Some(quoted));
    assert_eq!(missed("{\"epoch\": 1, \"note\": \"\u{fffd}\"}"), Some(MissedReport::NotText));
    for none in ["{}", "epoch 1: 0.5", "{model}", r#"{"lr": "high"}"#] {
        assert_eq!(missed(none), None, "{none}");
    }
    assert_eq!(cause(1, "EOFError: EOF when reading a line"), Some(LikelyCause::WantsInput));
}
