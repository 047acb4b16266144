//! What scripts print, in the ways they print it.

use crate::init::metric::{SourceFile, find_metrics};

fn found(text: &str) -> Vec<String> {
    let file = SourceFile { name: "t.py".into(), text: text.into() };
    let metrics = find_metrics(&[file]).into_iter();
    metrics
        .map(|metric| {
            format!("{} {:?} {}", metric.name, metric.direction, metric.pattern.unwrap_or_default())
        })
        .collect()
}

#[test]
fn json() {
    assert_eq!(
        found(r#"print(json.dumps({"epoch": e, "train_loss": a, "val_acc": b, "note": c}))"#),
        ["val_acc Maximize ", "train_loss Minimize "]
    );
    assert_eq!(
        found("row = {'step': s, 'valid_loss': v}\nout.write(json.dumps(row))\n"),
        ["valid_loss Minimize "]
    );
    assert_eq!(found("json.dumps(dict(epoch=1, eval_f1=f))"), ["eval_f1 Maximize "]);
    assert_eq!(found(r#"println!("{{\"epoch\": {e}, \"val_error\": {v}}}");"#), ["val_error Minimize "]);
    assert_eq!(
        found(r#"json.dump({"accuracy": a}, file)"#),
        Vec::<String>::new(),
        "no epoch: a file of results"
    );
}

#[test]
fn text() {
    let lines = [
        (
            r#"print(f"epoch {epoch}: val_acc={acc:.4f} val_loss={loss:.4f}")"#,
            r"val_acc Maximize val_acc=(\S+)",
        ),
        (r#"print("Epoch %d | valid loss %.3f" % (e, l))"#, r"valid_loss Minimize valid loss *(\S+)"),
        (r#"print("Val Acc: {:.2f}%".format(a))"#, r"val_acc Maximize Val Acc: *(\S+)"),
        (r#"logger.info("dev F1 = %s", f1)"#, r"dev_f1 Maximize dev F1 = *(\S+)"),
        (
            "print('| epoch {:3d} | valid loss {:5.2f} | '\n      'valid ppl {:8.2f}'.format(e, l, p))",
            r"valid_ppl Minimize valid ppl *(\S+)",
        ),
        (r#"log.info(f"* Acc@1 {top1:.3f}")"#, r"acc_1 Maximize Acc@1 *(\S+)"),
        (r#"print("test error:", error)"#, r"test_error Minimize test error: *(\S+)"),
        (r#"println!("epoch {epoch} valid_error={error:.4}");"#, r"valid_error Minimize valid_error=(\S+)"),
        (r#"print(f"Perplexity (val): {p}")"#, ""),
        (r"print(f'eval/rmse: {r}')", r"rmse Minimize rmse: *(\S+)"),
    ];
    for (line, expected) in lines {
        let first = found(line).into_iter().next().unwrap_or_default();
        assert_eq!(first, expected, "{line}");
    }
}

#[test]
fn the_validation_set_comes_first_and_fractions_count_for_nothing() {
    let source = r#"
print(f"Train Loss: {a}")
print(f"Test Accuracy: {b}")
print(f"Accuracy: {right}/{all}")
print(f"Valid error: {c}")
"#;
    let names: Vec<String> =
        found(source).iter().map(|line| line.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(names, ["valid_error", "test_accuracy", "train_loss"]);
}
