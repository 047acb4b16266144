//! What the method knows of options by their names: what each is, and how it is searched.

use etude_study::space::Group;

/// What an option is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Something to search.
    Searched(Rule, Group),
    /// A parameter of the optimizer that stays at its default in the simple start (S9, P88-P91).
    FixedAtFirst(Rule, &'static str),
    /// The batch size (S3).
    BatchSize,
    /// Passes over the data.
    Epochs,
    /// The length of training, in steps.
    Steps,
    /// Draws the initialisation.
    Seed,
    /// Draws the order of the data.
    DataSeed,
    /// Where to write checkpoints.
    CheckpointFolder,
    /// A checkpoint to go on from.
    Resume,
    /// Not to be tuned, and why.
    NotTuned(&'static str),
    /// Nothing is known of it.
    Unknown,
}

/// How a range is made of a default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// Two decades either way, up to 1 or ten times the default.
    LearningRate,
    /// Near 1: equal ratios of 1 - x matter equally.
    NearOne,
    /// 1e-6 to 1e-1.
    WeightDecay,
    /// 1e-10 to 1e-3.
    Epsilon,
    /// A tenth to ten times the default.
    TenfoldEitherWay,
    /// 0 to this, linear.
    UpTo(Permille),
    /// Whole numbers, a quarter to four times the default.
    Width,
    /// Whole numbers from 1 to twice the default, at least 4.
    Depth,
    /// Whole numbers from 0 to ten times the default.
    Warmup,
    /// One of its choices.
    Choice,
}

/// A thousandth.
pub(super) type Permille = u16;

const NO_LOOKING: &str = "does not change what is learned";
const PLACE: &str = "says where something is, or who does the work";
const SPEED: &str = "changes speed and memory only";
const LATER_BETA: &str = "25 trials and more also tune it (P90, P91)";

/// Names, with spaces between, and what an option of such a name is for.
type Row = (&'static str, Meaning);

/// Whole names, before any suffix is looked at.
const NAMES: &[Row] = &[
    (
        "lr_min min_lr final_lr end_lr lr_end warmup_lr",
        Meaning::NotTuned("the end of a schedule follows from the learning rate; tune it later, as a ratio"),
    ),
    (
        "lr_decay decay_rate lr_decay_rate lr_gamma gamma",
        Meaning::Searched(Rule::UpTo(1000), Group::Schedule),
    ),
    (
        "epochs epoch max_epochs num_epochs n_epochs nepochs num_train_epochs train_epochs total_epochs",
        Meaning::Epochs,
    ),
    (
        "max_steps train_steps num_steps n_steps steps max_train_steps num_train_steps total_steps \
         iterations num_iterations n_iter max_iter max_iters num_iters iters training_steps \
         num_training_steps",
        Meaning::Steps,
    ),
    ("seed random_seed manual_seed rng_seed random_state", Meaning::Seed),
    ("data_seed shuffle_seed", Meaning::DataSeed),
    (
        "checkpoint_dir ckpt_dir output_dir out_dir outdir save_dir checkpoints_dir checkpoint_folder \
         checkpoints save_folder",
        Meaning::CheckpointFolder,
    ),
    (
        "resume resume_from resume_from_checkpoint load_checkpoint resume_path init_checkpoint",
        Meaning::Resume,
    ),
    ("warmup_steps warmup_epochs warmup_iters", Meaning::Searched(Rule::Warmup, Group::Schedule)),
    (
        "warmup_ratio warmup_fraction warmup_proportion warmup",
        Meaning::Searched(Rule::UpTo(200), Group::Schedule),
    ),
    (
        "accumulation_steps gradient_accumulation_steps grad_accum accum_iter accumulate_grad_batches",
        Meaning::NotTuned("belongs to the batch size, which is set once, for speed (S3)"),
    ),
    (
        "eval_steps save_steps logging_steps log_interval log_every print_freq print_every eval_interval \
         eval_every save_every save_interval save_total_limit verbose verbosity quiet color debug dry_run \
         save_model log_level report_to with_tracking wandb wandb_project tensorboard progress version \
         help",
        Meaning::NotTuned(NO_LOOKING),
    ),
    (
        "data data_dir data_path datadir dataset dataset_name root cache_dir log_dir logdir workdir \
         work_dir config config_name cfg name project run_name exp_name experiment tag task_name \
         model_name_or_path train_file validation_file host port device gpu gpus gpu_id cuda no_cuda \
         no_mps no_accel use_cuda local_rank rank world_size dist_url dist_backend distributed evaluate \
         pretrained_path output save_path path",
        Meaning::NotTuned(PLACE),
    ),
    (
        "workers num_workers threads num_threads jobs prefetch pin_memory fp16 bf16 amp use_amp compile \
         mixed_precision half precision dtype",
        Meaning::NotTuned(SPEED),
    ),
];

/// Ends of names, for `adam_beta1`, `optimizer.lr` and `attention_dropout`.
const ENDINGS: &[Row] = &[
    ("batch_size batchsize batch bs", Meaning::BatchSize),
    ("lr learning_rate learningrate step_size eta", Meaning::Searched(Rule::LearningRate, Group::Optimizer)),
    ("momentum", Meaning::Searched(Rule::NearOne, Group::Optimizer)),
    ("beta1 beta_1 b1", Meaning::Searched(Rule::NearOne, Group::Optimizer)),
    ("beta2 beta_2 b2", Meaning::FixedAtFirst(Rule::NearOne, LATER_BETA)),
    ("eps epsilon", Meaning::FixedAtFirst(Rule::Epsilon, LATER_BETA)),
    (
        "weight_decay wd l2 l2_reg l2_penalty l2_regularization",
        Meaning::Searched(Rule::WeightDecay, Group::Regularization),
    ),
    ("l1 l1_reg", Meaning::Searched(Rule::WeightDecay, Group::Regularization)),
    (
        "dropout dropout_rate drop_rate dropout_prob dropout_p p_drop",
        Meaning::Searched(Rule::UpTo(700), Group::Regularization),
    ),
    ("label_smoothing smoothing", Meaning::Searched(Rule::UpTo(300), Group::Regularization)),
    (
        "mixup mixup_alpha cutmix cutmix_alpha drop_path drop_path_rate stochastic_depth",
        Meaning::Searched(Rule::UpTo(700), Group::Regularization),
    ),
    (
        "grad_clip clip clip_norm max_grad_norm clip_grad clip_grad_norm gradient_clip_val",
        Meaning::Searched(Rule::TenfoldEitherWay, Group::Optimizer),
    ),
    (
        "hidden hidden_size hidden_dim hidden_units n_hidden nhid width d_model dim embed_dim \
         embedding_dim n_embd emsize channels num_channels filters units ffn_dim",
        Meaning::Searched(Rule::Width, Group::Architecture),
    ),
    (
        "layers num_layers n_layers nlayers n_layer depth blocks num_blocks",
        Meaning::Searched(Rule::Depth, Group::Architecture),
    ),
    (
        "activation act nonlinearity norm normalization pooling init arch model architecture",
        Meaning::Searched(Rule::Choice, Group::Architecture),
    ),
    ("optimizer optim opt", Meaning::Searched(Rule::Choice, Group::Optimizer)),
    (
        "scheduler lr_scheduler schedule lr_schedule lr_scheduler_type scheduler_type",
        Meaning::Searched(Rule::Choice, Group::Schedule),
    ),
];

/// What an option of this name (snake case, dots between levels) is for.
pub(super) fn meaning_of(name: &str) -> Meaning {
    let last = telling_part(name);
    let find = |rows: &[Row], name: &str| {
        rows.iter()
            .find(|(names, _)| names.split(' ').any(|known| known == name))
            .map(|(_, meaning)| *meaning)
    };
    if let Some(meaning) = find(NAMES, last) {
        return meaning;
    }
    let words: Vec<&str> = last.split('_').collect();
    let is_of_evaluation =
        words.iter().any(|word| ["eval", "test", "val", "valid", "validation"].contains(word));
    for first in 0..words.len() {
        let ending = words[first..].join("_");
        match find(ENDINGS, &ending) {
            Some(Meaning::BatchSize) if is_of_evaluation => return Meaning::NotTuned(SPEED),
            Some(meaning) => return meaning,
            None => {}
        }
    }
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| words.first() == Some(prefix));
    if words.len() > 1 && words[1..].contains(&"warmup") {
        meaning_of(&words[1..].join("_"))
    } else if starts(&["wandb", "log", "logging", "print", "save"]) {
        Meaning::NotTuned(NO_LOOKING)
    } else if words.iter().any(|word| ["dir", "path", "file", "folder", "device", "url"].contains(word)) {
        Meaning::NotTuned(PLACE)
    } else {
        Meaning::Unknown
    }
}

/// The part of a dotted name that says most: `lr` of `optimizer.lr`, but `optimizer` of `optimizer.name`.
fn telling_part(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((parents, "name" | "type" | "kind")) => parents.rsplit('.').next().unwrap_or(parents),
        Some((_, last)) => last,
        None => name,
    }
}
