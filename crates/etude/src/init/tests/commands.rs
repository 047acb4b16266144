//! Commands as people write them, taken apart.

use super::words;
use crate::init::invocation::{Invocation, Word, read_words};
use crate::init::script_option::{ScriptOption, Spelling, Takes};

#[test]
fn the_program_ends_where_its_options_begin() {
    for (program, rest) in [
        ("python3 train.py", "--lr 0.1"),
        ("python3 -u train.py", "--lr 0.1"),
        ("python3 -m package.train", "--lr=0.1"),
        ("torchrun --nproc_per_node 2 train.py", "data/cifar --lr 0.1"),
        ("uv run --with torch train.py train", "--lr 0.1"),
        ("./train", "-l 0.1"),
        ("cargo run --release --", "--lr 0.1"),
        ("python3 main.py", "lr=0.1 epochs=3"),
        ("python3 main.py", "0.1 3"),
        ("sh wrapper.sh", ""),
    ] {
        let invocation = Invocation::of(&words(&format!("{program} {rest}")));
        assert_eq!((invocation.program, invocation.words), (words(program), words(rest)));
    }
}

fn option(name: &str, takes: Takes) -> ScriptOption {
    ScriptOption::named(Spelling::Flag(name.into()), takes)
}

#[test]
fn values_in_the_command_belong_to_their_options() {
    let mut options = vec![option("--lr", Takes::Value), option("--amp", Takes::Nothing)];
    let read = read_words(&words("--lr -0.5 --amp --unknown 3 file.txt --lr=1e-3"), &mut options);
    let kept = ["--amp", "--unknown", "3", "file.txt"].map(|word| Word::AsGiven(word.into()));
    assert_eq!(read, [&[Word::Sets(0)], &kept[..], &[Word::Sets(0)]].concat());
    assert_eq!(options[0].given.as_deref(), Some("1e-3"));
    assert_eq!(options.len(), 2, "the help is complete: what it does not name is no option");
}

#[test]
fn without_help_the_command_itself_tells_of_options() {
    let mut options = Vec::new();
    let read = read_words(&words("--lr 0.1 -m 0.9 width=8 --flag"), &mut options);
    let spellings: Vec<&Spelling> = options.iter().map(|option| &option.spelling).collect();
    let expected =
        [Spelling::Flag("--lr".into()), Spelling::Short("-m".into()), Spelling::Key("width".into())];
    assert_eq!(spellings, expected.iter().collect::<Vec<_>>());
    assert_eq!(read.last(), Some(&Word::AsGiven("--flag".into())));
}
