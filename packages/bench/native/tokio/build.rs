//! Hands the version of Tokio that Debian's folder holds to the program, which reports it.

use std::{env, fs};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let folder = env::var("MAILSLOT_CRATES").unwrap_or_else(|_| "/usr/share/cargo/registry".into());
    let version = fs::read_dir(&folder)
        .ok()
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .find_map(|name| {
            let version = name.strip_prefix("tokio-")?;
            version
                .starts_with(|c: char| c.is_ascii_digit())
                .then(|| version.to_owned())
        })
        .unwrap_or_else(|| "unknown".into());
    println!("cargo:rustc-env=TOKIO_VERSION={version}");
}
