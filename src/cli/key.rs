//! `shirube key`

use super::args::KeyCommand;
use super::outcome::{CliError, print};
use crate::access::NewKey;

/// Makes a key and prints it with what the configuration keeps of it.
pub fn run(command: &KeyCommand) -> Result<(), CliError> {
    let KeyCommand::New { name, role } = command;
    if name.trim().is_empty() || name.chars().any(char::is_control) {
        return Err(CliError::Input("--name must name who holds the key".to_owned()));
    }
    let key = NewKey::generate().map_err(|error| anyhow::anyhow!("the system gives no random bytes: {error}"))?;
    let name = toml::Value::String(name.clone());
    print(&format!(
        "The key, shown this once; give it to its holder:\n\n  {}\n\n\
         The program sends it as  Authorization: Bearer KEY  or  X-Api-Key: KEY.\n\
         Put this into the service's configuration and start it again:\n\n\
         [[access.key]]\nname = {name}\nrole = \"{role}\"\nhash = \"{}\"\n",
        key.secret, key.stored
    ))
}
