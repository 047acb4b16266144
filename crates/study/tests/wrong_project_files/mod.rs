//! Wrong project files: each differs from a right one in one place.

/// A small project file that is right.
pub(crate) const START: &str = r#"[project]
name = "digits"
metric = "val_error"
direction = "minimize"

[workload]
command = ["python3", "train.py", "{args}"]

[length]
max_epochs = 30

[batch_size]
value = 64

[parameters.learning_rate]
low = 1e-4
high = 1.0
scale = "log"
baseline = 0.01

[parameters.layers]
type = "int"
low = 1
high = 6
baseline = 2

[parameters.dropout]
choices = ["off", "on"]
baseline = "off"

[parameters.dropout_rate]
when = { dropout = "on" }
low = 0.05
high = 0.7
baseline = 0.3

[[rounds]]
name = "regularization"
goal = "Does dropout lower the validation error?"
scientific = ["dropout"]
nuisance = ["learning_rate", "dropout_rate"]
trials = 16
"#;

/// What is wrong, the text that is replaced (nothing: the end of the file; a star: all), and what stands there instead.
pub(crate) const WRONG: &[(&str, &str, &str)] = &[
    // The text itself.
    ("an open string", "\"digits\"", "\"digits"),
    ("no value", "name = \"digits\"", "name ="),
    ("no equals sign", "name = \"digits\"", "name \"digits\""),
    ("a bare word", "\"minimize\"", "minimize"),
    ("a Python boolean", "baseline = \"off\"", "baseline = True"),
    ("a key twice", "metric = \"val_error\"", "metric = \"val_error\"\nmetric = \"val_loss\""),
    ("a section twice", "[length]", "[project]\nseed = 1\n[length]"),
    ("a parameter twice", "[parameters.layers]", "[parameters.learning_rate]\n[parameters.layers]"),
    ("an open list", "[\"off\", \"on\"]", "[\"off\", \"on\""),
    ("not TOML at all", "", "\nimport torch\n"),
    // Unknown keys.
    ("a misspelt key that is optional", "value = 64", "value = 64\nflga = \"--bs\""),
    ("a misspelt key that is required", "metric =", "metrik ="),
    ("a misspelt section", "[length]", "[lenght]"),
    ("a misspelt goal", "goal =", "gaol ="),
    ("a misspelt role", "nuisance =", "nuisence ="),
    ("a key of another tool", "name = \"digits\"", "name = \"digits\"\nstudy_name = \"digits\""),
    ("a section of another tool", "", "\n[pruner]\nname = \"hyperband\"\n"),
    ("a round in single brackets", "[[rounds]]", "[rounds]"),
    (
        "the parameters' values without a table",
        "[parameters.layers]",
        "[parameters]\nwidth = 64\n[parameters.layers]",
    ),
    // What must be there.
    (
        "no project section",
        "[project]\nname = \"digits\"\nmetric = \"val_error\"\ndirection = \"minimize\"\n",
        "",
    ),
    ("no workload section", "[workload]\ncommand = [\"python3\", \"train.py\", \"{args}\"]\n", ""),
    ("no length section", "[length]\nmax_epochs = 30\n", ""),
    ("no name", "name = \"digits\"\n", ""),
    ("no metric", "metric = \"val_error\"\n", ""),
    ("no direction", "direction = \"minimize\"\n", ""),
    ("no program", "command = [\"python3\", \"train.py\", \"{args}\"]\n", ""),
    ("no batch size", "value = 64\n", ""),
    ("no baseline", "baseline = 0.01\n", ""),
    ("no lower end", "low = 1e-4\n", ""),
    ("no upper end", "high = 1.0\n", ""),
    ("no trials", "trials = 16\n", ""),
    ("a round without a name", "name = \"regularization\"\n", ""),
    ("an empty round", "", "\n[[rounds]]\n"),
    // Types.
    ("a number for a name", "name = \"digits\"", "name = 5"),
    ("a list for a direction", "\"minimize\"", "[\"minimize\"]"),
    ("text for a number", "low = 0.05", "low = \"0.05\""),
    ("a fraction for a count", "max_epochs = 30", "max_epochs = 30.5"),
    ("a boolean for a number", "high = 0.7", "high = true"),
    ("a date for a number", "high = 0.7", "high = 2024-01-31"),
    ("a date for a baseline", "baseline = 0.3", "baseline = 12:30:00"),
    ("a command in one string", "[\"python3\", \"train.py\", \"{args}\"]", "\"python3 train.py\""),
    ("a number in a command", "\"train.py\"", "7"),
    ("a role in one string", "scientific = [\"dropout\"]", "scientific = \"dropout\""),
    ("a list for a section", "[batch_size]\nvalue = 64", "[[batch_size]]\nvalue = 64"),
    ("a number for a section", "[project]", "slots = 2\n[project]"),
    ("a section that is a string", "[project]", "parameters.a = \"log\"\n[project]"),
    ("rounds that are no tables", "*", "rounds = [1, 2]\n[project]\n[workload]\n[length]\n"),
    ("an empty file", "*", ""),
    ("a table among the choices", "[\"off\", \"on\"]", "[\"off\", { on = true }]"),
    ("a number in the environment", "[length]", "environment = { THREADS = 1 }\n[length]"),
    ("a list as a condition", "when = { dropout = \"on\" }", "when = [\"dropout\", \"on\"]"),
    ("a fraction in a condition", "{ dropout = \"on\" }", "{ dropout = 0.5 }"),
    // Numbers.
    ("an infinite end", "high = 1.0", "high = inf"),
    ("an end that is no number", "low = 1e-4", "low = nan"),
    ("a baseline that is no number", "baseline = 0.01", "baseline = nan"),
    ("an infinite choice", "[\"off\", \"on\"]", "[0.5, inf]"),
    ("a huge count", "max_epochs = 30", "max_epochs = 99999999999999999999"),
    ("a huge seed", "direction =", "seed = 18446744073709551616\ndirection ="),
    ("a huge choice", "[\"off\", \"on\"]", "[1, 9223372036854775808]"),
    ("an end of 400 digits", "high = 1.0", "high = 1e400"),
    ("a negative seed", "direction =", "seed = -1\ndirection ="),
    ("a negative margin", "direction =", "min_improvement = -0.01\ndirection ="),
    ("a margin that is no number", "direction =", "min_improvement = nan\ndirection ="),
    ("no epochs", "max_epochs = 30", "max_epochs = 0"),
    ("a negative batch size", "value = 64", "value = -64"),
    ("a fraction of a slot", "[length]", "[slots]\ncount = 0.5\n[length]"),
    ("devices that are no list", "[length]", "[slots]\ndevices = 0\n[length]"),
    ("no devices", "[length]", "[slots]\ndevices = []\n[length]"),
    ("a device twice", "[length]", "[slots]\ndevices = [0, 1, 0]\n[length]"),
    ("a negative device", "[length]", "[slots]\ndevices = [-1]\n[length]"),
    ("two devices in one word", "[length]", "[slots]\ndevices = [\"0,1\"]\n[length]"),
    ("a fraction of a device", "[length]", "[slots]\ndevices = [0.5]\n[length]"),
    (
        "devices in two places",
        "[length]",
        "environment = { CUDA_VISIBLE_DEVICES = \"0\" }\n[slots]\ndevices = [0, 1]\n[length]",
    ),
    ("no slots", "[length]", "[slots]\ncount = 0\n[length]"),
    ("no attempts", "[length]", "attempts = 0\n[length]"),
    ("no trials to run", "trials = 16", "trials = 0"),
    ("more trials than points", "trials = 16", "trials = 100000"),
    // Ranges and scales.
    ("ends that are exchanged", "low = 0.05\nhigh = 0.7", "low = 0.7\nhigh = 0.05"),
    ("ends that are equal", "low = 1\nhigh = 6", "low = 2\nhigh = 2"),
    ("a logarithm of 0", "low = 1e-4", "low = 0"),
    ("a logarithm of a negative number", "low = 1e-4", "low = -1.0"),
    ("a logarithm of 0, whole", "low = 1\nhigh = 6", "low = 0\nhigh = 6\nscale = \"log\""),
    ("a scale of another tool", "scale = \"log\"", "scale = \"loguniform\""),
    ("a type of another tool", "type = \"int\"", "type = \"categorical\""),
    ("whole numbers with a broken end", "low = 1\nhigh = 6", "low = 1.5\nhigh = 6"),
    ("whole numbers beyond a float", "low = 1\nhigh = 6", "low = 1\nhigh = 1e17"),
    ("ends too far apart", "low = 0.05\nhigh = 0.7", "low = -1.7e308\nhigh = 1.7e308"),
    ("a baseline below the range", "baseline = 0.01", "baseline = 1e-5"),
    ("a baseline of another kind", "baseline = 2", "baseline = 2.5"),
    ("a baseline that is no choice", "baseline = \"off\"", "baseline = \"none\""),
    ("a quoted number as baseline", "baseline = 0.3", "baseline = \"0.3\""),
    ("one choice", "[\"off\", \"on\"]", "[\"off\"]"),
    ("no choice", "[\"off\", \"on\"]", "[]"),
    ("a choice twice", "[\"off\", \"on\"]", "[\"off\", \"on\", \"off\"]"),
    ("a range beside choices", "choices = [\"off\", \"on\"]", "choices = [\"off\", \"on\"]\nlow = 0"),
    (
        "a type beside choices",
        "choices = [\"off\", \"on\"]",
        "choices = [\"off\", \"on\"]\ntype = \"categorical\"",
    ),
    ("a hard limit within the range", "baseline = 0.01", "baseline = 0.01\nhard_low = 1e-3"),
    ("a hard limit of 0 on a log scale", "baseline = 0.01", "baseline = 0.01\nhard_low = 0.0"),
    ("an upper hard limit within the range", "baseline = 2", "baseline = 2\nhard_high = 4"),
    ("a hard limit of choices", "baseline = \"off\"", "baseline = \"off\"\nhard_high = 1"),
    ("an unknown group", "baseline = 2", "baseline = 2\ngroup = \"model\""),
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
    // Programs.
    ("an empty command", "[\"python3\", \"train.py\", \"{args}\"]", "[]"),
    ("a command without a program", "[\"python3\", \"train.py\", \"{args}\"]", "[\"\", \"train.py\"]"),
    ("an unknown placeholder", "\"{args}\"", "\"{args}\", \"--seed={sed}\""),
    ("a placeholder for no parameter", "\"{args}\"", "\"--width={width}\""),
    ("the arguments inside a word", "\"{args}\"", "\"--flags={args}\""),
    ("a command and a builtin", "[length]", "builtin = \"fashion\"\n[length]"),
    (
        "a test that lacks its checkpoint",
        "[length]",
        "test_command = [\"python3\", \"test.py\", \"{chekpoint}\"]\n[length]",
    ),
    ("a test with a seed", "[length]", "test_command = [\"test\", \"{checkpoint}\", \"{seed}\"]\n[length]"),
    ("an empty test", "[length]", "test_command = []\n[length]"),
    ("a duration without a unit", "[length]", "time_limit = \"90\"\n[length]"),
    ("a duration as a number", "[length]", "time_limit = 90\n[length]"),
    ("a duration in words", "[length]", "time_limit = \"two hours\"\n[length]"),
    ("no time at all", "[length]", "time_limit = \"0s\"\n[length]"),
    ("units in another order", "[length]", "time_limit = \"30m2h\"\n[length]"),
    ("a stall without a unit", "[length]", "stall_after = \"30\"\n[length]"),
    ("no virtual environment", "[length]", "virtual_environment = \"\"\n[length]"),
    ("a pattern that is none", "[length]", "metrics.val_error = 'val (err'\n[length]"),
    ("a pattern without a group", "[length]", "metrics = { val_error = 'val err: ' }\n[length]"),
    ("a pattern of two groups", "[length]", "metrics.val_error = '(val|valid) err: (\\S+)'\n[length]"),
    ("a pattern with a strange name", "[length]", "metrics.val_error = '(?P<metric>\\w+): (\\S+)'\n[length]"),
    ("a pattern that grows too large", "[length]", "metrics.val_error = '((?:.{400}){400})'\n[length]"),
    ("a pattern that is a number", "[length]", "metrics.val_error = 3\n[length]"),
    ("a pattern for a checkpoint", "[length]", "metrics.checkpoint = 'saved (.+)'\n[length]"),
    ("no pattern for the metric", "[length]", "metrics = { train_loss = 'loss (\\S+)' }\n[length]"),
    ("no best checkpoints", "max_epochs = 30", "max_epochs = 30\nkeep_checkpoints = \"best(0)\""),
    ("checkpoints by another rule", "max_epochs = 30", "max_epochs = 30\nkeep_checkpoints = \"best\""),
    ("an unknown direction", "\"minimize\"", "\"min\""),
    // Rounds.
    ("a round without a goal", "goal = \"Does dropout lower the validation error?\"\n", ""),
    ("a round with an empty goal", "\"Does dropout lower the validation error?\"", "\" \""),
    ("a round with an empty name", "name = \"regularization\"", "name = \"\""),
    (
        "two rounds of one name",
        "",
        "\n[[rounds]]\nname = \"regularization\"\ngoal = \"Again?\"\nnuisance = [\"layers\"]\ntrials = 4\n",
    ),
    ("two questions", "[\"dropout\"]", "[\"dropout\", \"layers\"]"),
    ("two roles", "nuisance = [\"learning_rate\"", "nuisance = [\"dropout\", \"learning_rate\""),
    ("a nuisance twice", "nuisance = [\"learning_rate\"", "nuisance = [\"learning_rate\", \"learning_rate\""),
    (
        "nothing that varies",
        "scientific = [\"dropout\"]\nnuisance = [\"learning_rate\", \"dropout_rate\"]\n",
        "",
    ),
    ("a question about a stranger", "[\"dropout\"]", "[\"drop_out\"]"),
    ("a nuisance that is a stranger", "\"learning_rate\", \"dropout_rate\"]", "\"lr\"]"),
    (
        "a question with too many values",
        "scientific = [\"dropout\"]\nnuisance = [\"learning_rate\", \"dropout_rate\"]",
        "scientific = [\"learning_rate\"]\nnuisance = [\"layers\"]",
    ),
    ("an unknown phase", "trials = 16", "trials = 16\nphase = \"exploration\""),
    (
        "a space with a step on a log scale",
        "trials = 16",
        "trials = 16\nspace.learning_rate = { step = 0.1 }",
    ),
    ("an unknown sampler", "trials = 16", "trials = 16\nsampler = \"tpe\""),
    ("a space of a stranger", "trials = 16", "trials = 16\nspace.lr = { low = 0.1 }"),
    ("a space that is no table", "trials = 16", "trials = 16\nspace.learning_rate = 0.1"),
    ("a space of what does not vary", "trials = 16", "trials = 16\nspace.layers = { low = 2 }"),
    ("a space with an unknown key", "trials = 16", "trials = 16\nspace.learning_rate = { lwo = 0.01 }"),
    ("a space that is empty", "trials = 16", "trials = 16\nspace.learning_rate = { low = 2.0 }"),
    ("a space with a range for choices", "trials = 16", "trials = 16\nspace.dropout = { low = 0, high = 1 }"),
    (
        "a space with words for numbers",
        "trials = 16",
        "trials = 16\nspace.learning_rate = { choices = [\"low\", \"high\"] }",
    ),
    (
        "a space beyond a hard limit",
        "baseline = 0.01",
        "baseline = 0.01\nhard_high = 1.0\n[[rounds]]\nname = \"wide\"\ngoal = \"How far?\"\nnuisance = [\"learning_rate\"]\ntrials = 4\nspace.learning_rate = { high = 3.0 }",
    ),
    (
        "a question that a nuisance switches off",
        "[\"dropout\"]\nnuisance = [\"learning_rate\", \"dropout_rate\"]",
        "[\"dropout_rate\"]\nnuisance = [\"learning_rate\", \"dropout\"]",
    ),
    (
        "a nuisance and one of its layers",
        "baseline = 0.3\n\n[[rounds]]\nname = \"regularization\"\ngoal = \"Does dropout lower the validation error?\"\nscientific = [\"dropout\"]\nnuisance = [\"learning_rate\", \"dropout_rate\"]",
        "baseline = 0.3\nper = 2\n\n[[rounds]]\nname = \"regularization\"\ngoal = \"Does dropout lower the validation error?\"\nscientific = [\"dropout\"]\nnuisance = [\"dropout_rate\", \"dropout_rate.2\"]",
    ),
    // Configurations by hand.
    ("configurations beside trials", "trials = 16", "trials = 16\nconfigurations = [{ dropout = \"on\" }]"),
    (
        "configurations beside a sampler",
        "trials = 16",
        "sampler = \"random\"\nconfigurations = [{ dropout = \"on\" }]",
    ),
    ("configurations that are none", "trials = 16", "configurations = []"),
    ("configurations that are words", "trials = 16", "configurations = [\"on\"]"),
    ("a configuration without the question", "trials = 16", "configurations = [{ learning_rate = 0.1 }]"),
    ("a configuration of a stranger", "trials = 16", "configurations = [{ dropout = \"on\", lr = 0.1 }]"),
    (
        "a configuration of what does not vary",
        "trials = 16",
        "configurations = [{ dropout = \"on\", layers = 3 }]",
    ),
    (
        "a configuration outside the range",
        "trials = 16",
        "configurations = [{ dropout = \"on\", learning_rate = 3 }]",
    ),
    (
        "a configuration with an absent parameter",
        "trials = 16",
        "configurations = [{ dropout = \"off\", dropout_rate = 0.1 }]",
    ),
    ("a configuration twice", "trials = 16", "configurations = [{ dropout = \"on\" }, { dropout = \"on\" }]"),
    ("configurations of one value", "trials = 16", "configurations = [{ dropout = \"on\" }]"),
    (
        "configurations that favour a value",
        "trials = 16",
        "configurations = [{ dropout = \"on\" }, { dropout = \"on\", learning_rate = 0.1 }, { dropout = \"off\" }]",
    ),
    // What the method does not tune.
    ("the batch size as a parameter", "[parameters.layers]", "[parameters.batch_size]"),
    ("the batch size in other words", "[parameters.layers]", "[parameters.per-device-train-batch-size]"),
    (
        "the batch size behind a flag",
        "[batch_size]\nvalue = 64\n\n[parameters.learning_rate]",
        "[parameters.learning_rate]\nflag = \"--batch-size\"",
    ),
    ("the epochs as a parameter", "[parameters.layers]", "[parameters.epochs]"),
    ("the steps as a parameter", "[parameters.layers]", "[parameters.max_train_steps]"),
];
