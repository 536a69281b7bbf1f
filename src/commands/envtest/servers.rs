//! Finds, downloads or builds the servers that a call asks for.

use std::path::{Path, PathBuf};

use kubewright_envtest::{
    AssetSearch, Binary, Error, Index, Installed, KUBERNETES_VERSION, LongStep, Platform, Store, Version,
    Wanted,
};
use serde::Serialize;

use crate::cli::{EnvtestChoice, EnvtestInstall};
use crate::commands::Context;

const INDEX: &str = "KUBEWRIGHT_ENVTEST_INDEX";
pub(super) const ASSETS: &str = "KUBEBUILDER_ASSETS";

/// Installed servers, and their source.
#[derive(Serialize)]
pub(super) struct Provided {
    /// `None` for a folder that the user has given.
    pub(super) version: Option<String>,
    pub(super) os: String,
    pub(super) arch: String,
    pub(super) path: PathBuf,
    pub(super) source: Source,
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Source {
    Environment,
    Installed,
    Downloaded,
    Built,
}

pub(super) fn provide(args: &EnvtestInstall, cx: &mut Context<'_, '_>) -> Result<Provided, String> {
    let choice = &args.choice;
    if args.build || args.cluster {
        return build(args, cx);
    }
    if !args.force
        && let Some(provided) = installed(choice, cx)?
    {
        return Ok(provided);
    }
    if args.installed_only || cx.is_set("ENVTEST_INSTALLED_ONLY") {
        return Err(not_installed(choice));
    }
    match download(args, cx) {
        Ok(provided) => Ok(provided),
        // A wrong checksum is a reason to stop, not to try another source.
        Err(error @ Error::Checksum { .. }) => Err(error.to_string()),
        Err(error) if !args.force && can_be_built(choice) => {
            cx.printer.status(&format!("{error}"));
            build(args, cx)
        }
        Err(error) => Err(error.to_string()),
    }
}

/// The installed servers.
pub(super) fn installed(choice: &EnvtestChoice, cx: &Context<'_, '_>) -> Result<Option<Provided>, String> {
    let platform = choice.platform();
    if choice.version.is_none() && platform == Platform::current() && cx.is_set(ASSETS) {
        let found = AssetSearch::from_variables(cx.variables).find_installed(Binary::CONTROL_PLANE);
        let found = found.map_err(|error| error.to_string())?;
        return Ok(found.map(|assets| provided(None, &platform, assets.folder(), Source::Environment)));
    }
    let store = store(choice, cx)?;
    let stored = store.find(choice.wanted(), &platform);
    if let Some(Installed { version, folder, .. }) = stored.map_err(|error| error.to_string())? {
        return Ok(Some(provided(
            Some(version),
            &platform,
            &folder,
            Source::Installed,
        )));
    }
    let built = built(&platform, cx)?;
    let built = built.filter(|(version, _)| choice.wanted().takes(*version));
    Ok(built.map(|(version, folder)| provided(Some(version), &platform, &folder, Source::Installed)))
}

/// The release that was built on this machine, if there is one.
pub(super) fn built(platform: &Platform, cx: &Context<'_, '_>) -> Result<Option<(Version, PathBuf)>, String> {
    if *platform != Platform::current() {
        return Ok(None);
    }
    let search = AssetSearch::from_variables(cx.variables).built();
    let found = search.find_installed(Binary::CONTROL_PLANE);
    let found = found.map_err(|error| error.to_string())?;
    Ok(found.and_then(|assets| Some((buildable()?, assets.folder().to_owned()))))
}

fn download(args: &EnvtestInstall, cx: &mut Context<'_, '_>) -> Result<Provided, Error> {
    let choice = &args.choice;
    let platform = choice.platform();
    let Ok(store) = store(choice, cx) else {
        return Err(Error::NoCacheFolder);
    };
    let address = index_address(args.index.as_deref(), cx);
    let what = format!("downloading {} for {platform}", choice.wanted());
    // `LongStep` prints by itself.
    let _step = (!cx.printer.quiet()).then(|| LongStep::begin(&what, "half a minute"));
    let installed = Index::read(&address)?.install(choice.wanted(), &platform, &store)?;
    Ok(provided(
        Some(installed.version),
        &platform,
        &installed.folder,
        Source::Downloaded,
    ))
}

fn build(args: &EnvtestInstall, cx: &Context<'_, '_>) -> Result<Provided, String> {
    let choice = &args.choice;
    if !can_be_built(choice) {
        let (wanted, platform) = (choice.wanted(), choice.platform());
        let current = Platform::current();
        return Err(format!(
            "{wanted} for {platform} cannot be built, only {KUBERNETES_VERSION} for {current}"
        ));
    }
    let binaries = if args.cluster {
        Binary::CLUSTER
    } else {
        Binary::CONTROL_PLANE
    };
    let mut search = AssetSearch::from_variables(cx.variables).built();
    if cx.printer.quiet() {
        search = search.progress(|_| {});
    }
    let assets = search.find(binaries).map_err(|error| error.to_string())?;
    Ok(provided(
        buildable(),
        &Platform::current(),
        assets.folder(),
        Source::Built,
    ))
}

/// The folder for downloads.
pub(super) fn store(choice: &EnvtestChoice, cx: &Context<'_, '_>) -> Result<Store, String> {
    match &choice.bin_dir {
        Some(folder) => Ok(Store::at(cx.directory.join(folder))),
        None => Store::from_variables(cx.variables).ok_or_else(|| {
            String::from("no folder for servers: set `HOME` or `XDG_DATA_HOME`, or pass `--bin-dir`")
        }),
    }
}

pub(super) fn index_address(flag: Option<&str>, cx: &Context<'_, '_>) -> String {
    let variable = (cx.variables)(INDEX).and_then(|value| value.into_string().ok());
    match flag.map(str::to_owned).or(variable) {
        None => Index::ADDRESS.to_owned(),
        Some(address) if address.is_empty() => Index::ADDRESS.to_owned(),
        Some(address) if address.contains("://") => address,
        Some(file) => cx.directory.join(file).display().to_string(),
    }
}

fn provided(version: Option<Version>, platform: &Platform, folder: &Path, source: Source) -> Provided {
    Provided {
        version: version.map(|version| version.to_string()),
        os: platform.os().to_owned(),
        arch: platform.arch().to_owned(),
        path: std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned()),
        source,
    }
}

/// The release that can be built from Go modules.
pub(super) fn buildable() -> Option<Version> {
    KUBERNETES_VERSION.parse().ok()
}

fn can_be_built(choice: &EnvtestChoice) -> bool {
    choice.platform() == Platform::current()
        && buildable().is_some_and(|version| choice.wanted().takes(version))
}

pub(super) fn not_installed(choice: &EnvtestChoice) -> String {
    let (wanted, platform) = (choice.wanted(), choice.platform());
    format!("{wanted} for {platform} is not installed; run `kubewright envtest install {wanted}`")
}

impl EnvtestChoice {
    /// The release of the call, or any patch release of the default version.
    fn wanted(&self) -> Wanted {
        let minor = KUBERNETES_VERSION
            .rsplit_once('.')
            .map_or(KUBERNETES_VERSION, |(minor, _)| minor);
        self.version
            .or_else(|| minor.parse().ok())
            .unwrap_or(Wanted::Latest)
    }

    pub(super) fn platform(&self) -> Platform {
        let current = Platform::current();
        Platform::new(
            self.os.as_deref().unwrap_or(current.os()),
            self.arch.as_deref().unwrap_or(current.arch()),
        )
    }
}

impl Context<'_, '_> {
    /// Returns whether a variable is set to a value that does not mean "no".
    pub(super) fn is_set(&self, name: &str) -> bool {
        (self.variables)(name).is_some_and(|value| !value.is_empty() && value != "false" && value != "0")
    }
}
