//! What a source declares, and what it prints.

use super::shown;
use crate::init::source::{complete, positions};

#[test]
fn defaults_come_from_the_declarations() {
    let source = r#"
parser.add_argument("--lr", "-l", type=float, default=3e-4, help="a (strange) help, with 'quotes'")
parser.add_argument('--optimizer', choices=['sgd', "adam"], default='adam')  # a comment (
parser.add_argument("--clip", default=None, type=float)
parser.add_argument("--width", default=2 ** 5, type=int)
parser.add_argument("data")
parser.add_argument("--amp", action="store_true")
@click.option("--momentum", default=0.9)
"#;
    let mut options = Vec::new();
    complete(&mut options, source, false);
    let lines: Vec<String> = options.iter().map(shown).collect();
    let expected = [
        "Flag(\"--lr\") = 3e-4 (Number)",
        "Flag(\"--optimizer\") = adam of sgd|adam",
        "Flag(\"--clip\") (Number)",
        "Flag(\"--width\") (Whole)",
        "Flag(\"--amp\") switch",
        "Flag(\"--momentum\") = 0.9",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn words_by_number() {
    let source = "epochs = int(sys.argv[2]) if len(sys.argv) > 2 else 10\nlr = float(sys.argv[1])\n";
    let lines: Vec<String> = positions(source).iter().map(shown).collect();
    assert_eq!(lines, ["Position(0, \"lr\") (Number)", "Position(1, \"epochs\") = 10 (Whole)"]);
    assert_eq!(positions("lr = float(sys.argv[2])\n"), [], "the first is missing");
}
