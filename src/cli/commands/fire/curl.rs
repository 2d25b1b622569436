//! A payload as a command for the shell.

use crate::fire::user_agent;
use crate::version::Version;

/// The line that ends the payload in the command. A payload is one line that begins with a brace.
const END: &str = "PAYLOAD";

/// A command that posts `payload`, byte for byte, to the URL in the environment: so no routing key stands in it.
pub(super) fn curl_command(payload: &[u8], version: Version) -> Vec<u8> {
    let mut command = format!(
        "curl -sS -X POST -H 'Content-Type: application/json' -H 'User-Agent: {}' --data-binary @- \\\n  \
         \"$RUNFRAME_WEBHOOK_URL\" <<'{END}'\n",
        user_agent(version)
    )
    .into_bytes();
    command.extend_from_slice(payload);
    command.extend_from_slice(format!("{END}\n").as_bytes());
    command
}
