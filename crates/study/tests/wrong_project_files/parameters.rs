//! Wrong names, conditions, steps, scopes and layers of parameters.

use super::Wrong;

pub(super) const WRONG: &[Wrong] = &[
    // Names.
    ("a name with a space", "[parameters.layers]", "[parameters.\"hidden layers\"]"),
    ("an empty parameter name", "[parameters.layers]", "[parameters.\"\"]"),
    ("an empty project name", "name = \"digits\"", "name = \"  \""),
    ("an empty metric", "metric = \"val_error\"", "metric = \"\""),
    ("a metric that is the epoch", "metric = \"val_error\"", "metric = \"epoch\""),
    ("an empty flag", "baseline = 0.01", "baseline = 0.01\nflag = \"\""),
    ("one flag for two", "baseline = 2", "baseline = 2\nflag = \"--learning_rate\""),
    ("the batch size's flag", "baseline = 2", "baseline = 2\nflag = \"--batch_size\""),
    ("a parameter with the name of a placeholder", "[parameters.layers]", "[parameters.checkpoint_dir]"),
    ("the seed as a parameter", "[parameters.layers]", "[parameters.seed]"),
    ("an environment variable without a name", "[length]", "environment = { \"\" = \"1\" }\n[length]"),
    // Conditions.
    ("a condition on nothing", "{ dropout = \"on\" }", "{}"),
    ("a condition on a stranger", "{ dropout = \"on\" }", "{ dropuot = \"on\" }"),
    ("a condition that never holds", "{ dropout = \"on\" }", "{ dropout = \"yes\" }"),
    ("a condition that never holds, of another kind", "{ dropout = \"on\" }", "{ dropout = true }"),
    ("a condition on itself", "{ dropout = \"on\" }", "{ dropout_rate = 1 }"),
    ("a condition on a range", "{ dropout = \"on\" }", "{ learning_rate = 1 }"),
    ("a condition on no value", "{ dropout = \"on\" }", "{ dropout = [] }"),
    ("a condition on values that are none", "{ dropout = \"on\" }", "{ dropout = [\"on\", \"yes\"] }"),
    ("a condition beyond the range", "{ dropout = \"on\" }", "{ layers = { at_least = 7 } }"),
    ("a condition on the size of a word", "{ dropout = \"on\" }", "{ dropout = { at_least = 1 } }"),
    ("a condition with another test", "{ dropout = \"on\" }", "{ layers = { at_least = 2, at_most = 4 } }"),
    ("a condition at least a fraction", "{ dropout = \"on\" }", "{ layers = { at_least = 2.5 } }"),
    (
        "conditions that contradict each other",
        "low = 0.05\nhigh = 0.7\nbaseline = 0.3\n",
        "low = 0.05\nhigh = 0.7\nbaseline = 0.3\n[parameters.mask]\nchoices = [\"a\", \"b\"]\nbaseline = \"a\"\nwhen = { dropout = \"off\" }\n[parameters.share]\nlow = 0\nhigh = 1\nbaseline = 0.5\nwhen = { mask = \"b\", dropout = \"on\" }\n",
    ),
    (
        "conditions in a circle",
        "choices = [\"off\", \"on\"]\nbaseline = \"off\"\n",
        "choices = [\"off\", \"on\"]\nbaseline = \"off\"\nwhen = { mask = \"b\" }\n[parameters.mask]\nchoices = [\"a\", \"b\"]\nbaseline = \"a\"\nwhen = { kind = 1 }\n[parameters.kind]\nchoices = [1, 2]\nbaseline = 1\nwhen = { dropout = \"on\" }\n",
    ),
    (
        "one flag for two that can be present together",
        "baseline = 0.3\n",
        "baseline = 0.3\nflag = \"--rate\"\n[parameters.mask_rate]\nlow = 0\nhigh = 1\nbaseline = 0.5\nflag = \"--rate\"\nwhen = { layers = 2 }\n",
    ),
    // Words for values.
    ("words for the values of a range", "baseline = 2", "baseline = 2\nflag = { 1 = \"--one\" }"),
    ("no word for any value", "baseline = \"off\"", "baseline = \"off\"\nflag = {}"),
    ("a word for no value", "baseline = \"off\"", "baseline = \"off\"\nflag = { true = \"--dropout\" }"),
    ("a word that is a boolean", "baseline = \"off\"", "baseline = \"off\"\nflag = { on = true }"),
    (
        "a word that says nothing",
        "baseline = \"off\"",
        "baseline = \"off\"\nflag = { on = \"--dropout\", off = \"\" }",
    ),
    ("a list of words", "baseline = \"off\"", "baseline = \"off\"\nflag = [\"--no-dropout\", \"--dropout\"]"),
    (
        "one word for two values",
        "baseline = \"off\"",
        "baseline = \"off\"\nflag = { on = \"--dropout\", off = \"--dropout\" }",
    ),
    (
        "two values without a word",
        "choices = [\"off\", \"on\"]",
        "choices = [\"off\", \"low\", \"on\"]\nflag = { on = \"--dropout\" }",
    ),
    (
        "a word that is another parameter's flag",
        "baseline = \"off\"",
        "baseline = \"off\"\nflag = { on = \"--dropout\", off = \"--layers=0\" }",
    ),
    (
        "a word that sets the batch size",
        "baseline = \"off\"",
        "baseline = \"off\"\nflag = { on = \"--batch-size=8\" }",
    ),
    (
        "a word for a layer without layers",
        "baseline = \"off\"",
        "baseline = \"off\"\nflag = { on = \"--dropout{layer}\" }",
    ),
    (
        "one word for every layer",
        "baseline = \"off\"",
        "baseline = \"off\"\nper = 2\nflag = { on = \"--dropout\" }",
    ),
    (
        "one flag for two, once with an equals sign",
        "baseline = 2",
        "baseline = 2\nflag = \"--learning_rate=\"",
    ),
    // Steps, orders and reverse-log scales.
    ("a step of 0", "low = 0.05\nhigh = 0.7", "low = 0.05\nhigh = 0.7\nstep = 0"),
    ("a step on a log scale", "scale = \"log\"", "scale = \"log\"\nstep = 0.1"),
    ("a step beyond the range", "low = 0.05\nhigh = 0.7", "low = 0.05\nhigh = 0.7\nstep = 1"),
    ("a step too small", "low = 0.05\nhigh = 0.7", "low = 0.05\nhigh = 0.7\nstep = 1e-9"),
    ("a broken step of whole numbers", "low = 1\nhigh = 6", "low = 1\nhigh = 6\nstep = 0.5"),
    ("a baseline between two steps", "low = 0.05\nhigh = 0.7", "low = 0.05\nhigh = 0.7\nstep = 0.1"),
    ("a step beside choices", "choices = [\"off\", \"on\"]", "choices = [\"off\", \"on\"]\nstep = 1"),
    ("an order without choices", "low = 0.05\nhigh = 0.7", "low = 0.05\nhigh = 0.7\nordered = true"),
    (
        "an order that is a word",
        "choices = [\"off\", \"on\"]",
        "choices = [\"off\", \"on\"]\nordered = \"yes\"",
    ),
    (
        "an ordered boolean",
        "choices = [\"off\", \"on\"]\nbaseline = \"off\"",
        "choices = [false, true]\nordered = true\nbaseline = false",
    ),
    ("a reverse-log range up to 1", "scale = \"log\"", "scale = \"reverse-log\""),
    (
        "a reverse-log range of whole numbers",
        "low = 1\nhigh = 6",
        "low = -6\nhigh = 0\nscale = \"reverse-log\"",
    ),
    (
        "a hard limit of 1 on a reverse-log scale",
        "low = 0.05\nhigh = 0.7\nbaseline = 0.3",
        "low = 0.05\nhigh = 0.7\nbaseline = 0.3\nscale = \"reverse-log\"\nhard_high = 1.0",
    ),
    // Scopes and layers.
    (
        "a scope with an unknown key",
        "[parameters.layers]",
        "[parameters.adam.beta]\nlwo = 0\n[parameters.layers]",
    ),
    (
        "the batch size in a scope",
        "[parameters.layers]",
        "[parameters.adam.batch_size]\nlow = 1\nhigh = 2\nbaseline = 1\n[parameters.layers]",
    ),
    (
        "one path written in two ways",
        "[parameters.layers]",
        "[parameters.\"adam.lr\"]\nlow = 1\nhigh = 2\nbaseline = 1\n[parameters.adam.lr]\nlow = 1\nhigh = 2\nbaseline = 1\n[parameters.layers]",
    ),
    ("layers of a stranger", "baseline = 0.3", "baseline = 0.3\nper = \"layer\""),
    ("layers that no whole number counts", "baseline = 0.3", "baseline = 0.3\nper = \"learning_rate\""),
    ("layers that are counted from 0 to 0", "baseline = 0.3", "baseline = 0.3\nper = 0"),
    ("layers as a list", "baseline = 0.3", "baseline = 0.3\nper = [1, 2]"),
    (
        "too many layers",
        "low = 1\nhigh = 6\nbaseline = 2\n",
        "low = 1\nhigh = 600\nbaseline = 2\n[parameters.width]\nlow = 1\nhigh = 2\nbaseline = 1\nper = \"layers\"\n",
    ),
    ("too few baselines for the layers", "baseline = 0.3", "baseline = [0.3, 0.3]\nper = \"layers\""),
    ("no baseline for the layers", "baseline = 0.3", "baseline = []\nper = \"layers\""),
    ("a baseline a layer without layers", "baseline = 0.3", "baseline = [0.3, 0.3]"),
    ("one flag for every layer", "baseline = 0.3", "baseline = 0.3\nper = \"layers\"\nflag = \"--rate\""),
    ("the flag of a layer without layers", "baseline = 0.3", "baseline = 0.3\nflag = \"--rate{layer}\""),
];
