//! The program.

fn main() -> std::process::ExitCode {
    shirube::cli::main()
}
