//! The folders: of the person alone.

use std::fs::{self, DirBuilder, Metadata};
use std::io::ErrorKind;
use std::path::Path;

use super::fault::{Fault, FolderFault};

/// Makes what is missing, for the person alone.
pub(super) fn make(folder: &Path) -> Result<(), Fault> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    match builder.create(folder) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(Fault::Folder(FolderFault::NotOne));
        }
        Err(error) => return Err(error.into()),
    }
    check(folder)
}

/// One that is not there is fine: then there is nothing in it.
pub(super) fn check(folder: &Path) -> Result<(), Fault> {
    match fs::metadata(folder) {
        Ok(found) if !found.is_dir() => Err(Fault::Folder(FolderFault::NotOne)),
        Ok(found) => is_private(folder, &found),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(unix)]
fn is_private(folder: &Path, found: &Metadata) -> Result<(), Fault> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

    if found.uid() != rustix::process::geteuid().as_raw() {
        return Err(Fault::Folder(FolderFault::NotMine));
    }
    let mode = found.mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    // A folder of our own naming is closed. Another may be somebody's whole home: there, what others
    // read does no harm, since every file is closed to them.
    let is_ours = folder
        .file_name()
        .is_some_and(|name| name == ".bedrock-auth" || name == "credentials");
    if is_ours {
        return Ok(fs::set_permissions(
            folder,
            fs::Permissions::from_mode(0o700),
        )?);
    }
    if mode & 0o022 != 0 {
        return Err(Fault::Folder(FolderFault::Shared));
    }
    Ok(())
}

/// Below the person's own folder, where others have no access.
#[cfg(not(unix))]
fn is_private(_: &Path, _: &Metadata) -> Result<(), Fault> {
    Ok(())
}
