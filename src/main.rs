//! The program: reads the arguments and the configuration, runs the screens or a command,
//! and prints the last lines.

use std::{process::ExitCode, time::Duration};

use geminidb_backup::{
    cli::{Cli, Command, LookArgs, ScreenArgs, watch::WatchArgs},
    core::{base::exit::ExitCode as Status, launch::Opening, port::message::Msg},
    shell::{
        argument,
        commands::{Refused, doctor, lists as listed, log, verify, watch},
        disk,
        event_loop::{
            Engine, Results, lines, plain,
            screens::{self, RunEnd},
        },
        session::{config::Configuration, memory},
        terminal::{look, output, screen, typed},
    },
    simulator::{self, Options},
    words,
};

/// The text of a panic. The panic's own text could hold a secret.
const PANIC: &str = "geminidb-backup stopped because of a fault of its own. A request under way \
    may have been carried out: look at the instance's backups before you send again.";

/// Longest wait of a panic for records on their way to the disk.
const PANIC_WAITS: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    memory::keep_out_of_dumps();
    // A panic, too, waits until the records are on disk.
    screen::install_panic_hook(PANIC, || {
        disk::job_queue::wait_drained(PANIC_WAITS);
    });
    let mut cli = match Cli::read(std::env::args_os().collect()) {
        Ok(cli) => cli,
        Err(instead) => return help_or_error(&instead),
    };
    cli.take_variables(|name| std::env::var_os(name));
    // This thread does most of the work. tokio's one blocking thread looks up names, and another
    // thread reads keys. Jobs in the state folder have a thread of their own
    // (`shell::disk::job_queue`), because a name lookup that hangs would block the journal. At the
    // end one more thread starts: `shell::terminal::deadline`.
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(1).build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.to_string()),
    };
    let status = match cli.command {
        Some(Command::Watch(args)) => runtime.block_on(watch(&args)),
        Some(Command::Doctor(args)) => {
            ended(runtime.block_on(doctor::run(&args, env!("CARGO_PKG_VERSION"))))
        }
        Some(Command::Simulator(args)) => runtime.block_on(serve(args)),
        Some(Command::Log(args)) => ended(log::run(&args)),
        Some(Command::Backups(args)) => ended(runtime.block_on(listed::backups(&args))),
        Some(Command::Instances(args)) => ended(runtime.block_on(listed::instances(&args))),
        Some(Command::Verify(args)) => ended(runtime.block_on(verify::run(&args))),
        None => runtime.block_on(screens(&cli.screens)),
    };
    // A name lookup that hangs must not keep the program from ending.
    runtime.shutdown_background();
    let log = disk::call_log::end();
    let missing = log.missing.iter().map(words::base::disk_error::calls_missing);
    let grown = log.grown.iter().map(words::base::disk_error::calls_grown);
    missing.chain(grown).for_each(|line| output::complain(&line));
    status
}

/// Prints help or the version if the operator asked for them, otherwise the error of the command
/// line. clap's error quotes the command line; a secret in the quote is removed.
fn help_or_error(instead: &clap::Error) -> ExitCode {
    let text = instead.render().to_string();
    if instead.use_stderr() {
        let arguments =
            std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned());
        output::complain(&argument::scrubbed(&text, arguments));
        return ExitCode::from(Status::Usage as u8);
    }
    // A closed pipe is no error: the reader of the help has seen enough.
    let _ = output::say(&text);
    ExitCode::SUCCESS
}

/// Prints one sentence and returns the status of wrong usage.
fn fail(sentence: &str) -> ExitCode {
    fail_with(Status::Usage, sentence)
}

fn fail_with(status: Status, sentence: &str) -> ExitCode {
    output::complain(&format!("geminidb-backup: {sentence}"));
    ExitCode::from(status as u8)
}

async fn serve(options: Options) -> ExitCode {
    match simulator::standalone(options, output::say).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error.to_string()),
    }
}

async fn screens(args: &ScreenArgs) -> ExitCode {
    if !typed::has_terminal() {
        return fail(
            "there is no terminal: over ssh use `ssh -t`; without a terminal `watch`, `log`, \
                `backups`, `instances`, `verify`, `doctor` and `simulator` run",
        );
    }
    let configuration = match args.demo {
        Some(_) => demo(args).await,
        None => Configuration::read(args).map_err(|e| e.to_string()),
    };
    let configuration = match configuration {
        Ok(configuration) => configuration,
        Err(sentence) => return fail(&sentence),
    };
    let plain = configuration.plain || look::is_plain(&args.look);
    if !plain && !output::is_terminal() {
        return fail(
            "the screens need a terminal; without one `watch`, `log`, `backups`, `instances`, \
                `verify`, `doctor` and `simulator` run",
        );
    }
    let opening = Opening {
        read_only: args.read_only,
        instance: args.instance.clone(),
        production: configuration.production.clone(),
        template: configuration.template.clone(),
        options: args.repeated(),
        filled: args.filled(),
    };
    let size = if plain { plain::SIZE } else { screens::size() };
    shown(Engine::guide(configuration, opening, size), &args.look).await
}

/// Runs plain mode or the screens.
async fn shown(mut engine: (Engine, Results), look: &LookArgs) -> ExitCode {
    engine.0.model.shared.bell |= look.bell;
    if !(engine.0.configuration.plain || look::is_plain(look)) {
        return drawn(engine, look).await;
    }
    // A watch has taken the terminal's own size.
    engine.0.take(Msg::Resized(plain::SIZE));
    match plain::run(engine).await {
        Ok(code) => ExitCode::from(code as u8),
        Err(error) => fail(&format!("lines cannot be written or read: {error}")),
    }
}

/// Runs the screens, then prints the last lines below them.
async fn drawn(mut engine: (Engine, Results), look: &LookArgs) -> ExitCode {
    engine.0.model.shared.multiplexer = look::multiplexer();
    match screens::run(engine, look::choose(look)).await {
        Ok(RunEnd { code, lines, trouble }) => {
            output::leave_behind(&lines);
            match (trouble, code) {
                // Only without news of a backup is the terminal's error the result of the run.
                (Some(error), Status::Done) => {
                    fail(&format!("the terminal could not be used any more: {error}"))
                }
                (Some(_) | None, code) => ExitCode::from(code as u8),
            }
        }
        Err(error) => fail(&format!("the terminal cannot be used: {error}")),
    }
}

async fn watch(args: &WatchArgs) -> ExitCode {
    let in_lines = args.lines || args.once || args.json || !output::is_terminal();
    let prepared = match watch::prepare(args, in_lines).await {
        Ok(prepared) => prepared,
        Err(refused) => return ended(Err(refused)),
    };
    if !(in_lines || prepared.over) {
        return shown(prepared.engine, &args.look).await;
    }
    ended(lines::run(prepared.engine, args.json).await.map_err(Refused::unwritten))
}

fn ended(result: Result<Status, Refused>) -> ExitCode {
    match result {
        Ok(status) => ExitCode::from(status as u8),
        Err(refused) => fail_with(refused.status, &refused.sentence),
    }
}

async fn demo(args: &ScreenArgs) -> Result<Configuration, String> {
    let scenario = args.demo.unwrap_or_default();
    let (speed, scale, instances) = (args.demo_speed, args.demo_scale, args.demo_instances);
    let options = Options { scenario, speed, scale, instances, ..Options::default() };
    let simulator = simulator::start(options).await.map_err(|e| e.to_string())?;
    Configuration::demo(args, simulator).map_err(|e| e.to_string())
}
