//! Help texts as the libraries print them, at several widths.

use insta::assert_snapshot;

use super::shown;
use crate::init::help::read_help;

fn read(text: &str) -> String {
    let reading = read_help(text).unwrap();
    let lines: Vec<String> = reading.options.iter().map(shown).collect();
    format!("{:?}\n{}", reading.style, lines.join("\n"))
}

#[test]
fn argparse() {
    assert_snapshot!("argparse", read(include_str!("help/argparse.txt")));
    assert_snapshot!("argparse_narrow", read(include_str!("help/argparse_narrow.txt")));
}

#[test]
fn click_and_typer() {
    assert_snapshot!("click", read(include_str!("help/click.txt")));
    assert_snapshot!("typer_narrow", read(include_str!("help/typer_narrow.txt")));
    // Written by hand after the manner of earlier versions: words in capitals, a star before what is required.
    assert_snapshot!("typer_older", read(include_str!("help/typer_older.txt")));
}

#[test]
fn clap_says_the_same_in_short_and_in_long() {
    let long = read(include_str!("help/clap.txt"));
    assert_eq!(read(include_str!("help/clap_short.txt")), long);
    assert_snapshot!("clap", long);
}

#[test]
fn hydra_and_absl() {
    assert_snapshot!("hydra", read(include_str!("help/hydra.txt")));
    assert_snapshot!("absl", read(include_str!("help/absl.txt")));
}

#[test]
fn a_line_of_usage() {
    assert_eq!(
        read("usage: python3 train.py LEARNING_RATE <epochs> [SEED] [--quiet] [-o OUT] --data DIR ARGS...\n"),
        "Usage\nPosition(0, \"LEARNING_RATE\")\nPosition(1, \"epochs\")\nPosition(2, \"SEED\")"
    );
}

#[test]
fn colours_do_not_matter() {
    let coloured = "Options:\n  \u{1b}[1;36m--lr\u{1b}[0m \u{1b}[33mFLOAT\u{1b}[0m  Step. [default: 0.1]\n  --help  Show this message and exit.\n";
    assert_eq!(read(coloured), "Click\nFlag(\"--lr\") = 0.1 (Number)\nFlag(\"--help\") switch");
}

#[test]
fn what_is_no_help_has_no_options() {
    for text in ["", "epoch 1 loss 0.5\n", "Traceback (most recent call last):\n  - no\n", "--------\n====\n"]
    {
        assert_eq!(read_help(text), None, "{text:?}");
    }
}
