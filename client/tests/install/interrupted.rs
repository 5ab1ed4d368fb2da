//! Whatever stops an installation half-way, what it did is known and can be taken back.

use std::fs;
use std::path::PathBuf;

use bedrock_auth::home::Home;
use bedrock_auth::install::merge::{Format, Wanted};
use bedrock_auth::install::record::Record;
use bedrock_auth::install::steps::{Fate, Step, Target, carry_out, take_back};

struct Files {
    _folder: tempfile::TempDir,
    home: Home,
    config: PathBuf,
    claude: PathBuf,
}

const CONFIG: &str = "[default]\nregion = eu-west-1\n";
const CLAUDE: &str = "{\n  \"model\": \"opus\"\n}\n";

impl Files {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let files = Self {
            home: Home::at(path("home")),
            config: path("config"),
            claude: path("settings.json"),
            _folder: folder,
        };
        fs::write(&files.config, CONFIG).unwrap();
        fs::write(&files.claude, CLAUDE).unwrap();
        files
    }

    fn prepare(&self, region: &str) -> Vec<Step> {
        let wanted = |path: &[&str]| Wanted {
            path: path.iter().map(ToString::to_string).collect(),
            value: region.into(),
        };
        let targets = [
            Target {
                path: self.config.clone(),
                format: Format::AwsConfig,
                wanted: vec![wanted(&["profile bedrock", "region"])],
            },
            Target {
                path: self.claude.clone(),
                format: Format::Json,
                wanted: vec![wanted(&["env", "AWS_REGION"])],
            },
        ];
        let record = self.record();
        let prepare = |target| Step::prepare(&self.home, target, &record).unwrap();
        targets.iter().map(prepare).collect()
    }

    fn record(&self) -> Record {
        Record::read(&self.home).unwrap()
    }

    /// The first file is written, and the second is not: another program comes in between.
    fn stop_half_way(&self, region: &str) {
        let steps = self.prepare(region);
        let other = fs::read_to_string(&self.claude).unwrap();
        fs::write(&self.claude, other.replace("opus", "haiku")).unwrap();
        let stop = carry_out(&self.home, &self.record(), &steps).unwrap_err();
        assert!(stop.message.contains("another program"), "{stop:?}");
        let config = fs::read_to_string(&self.config).unwrap();
        assert!(config.contains(&format!("region = {region}")), "{config}");
    }

    fn take_back(&self) -> Vec<Fate> {
        let record = self.record();
        let fates = record.files.iter().map(|written| {
            let back = take_back(&self.home, written).unwrap();
            assert_eq!(back.left.len(), 0, "{back:?}");
            back.fate
        });
        fates.collect()
    }

    fn assert_as_before(&self) {
        assert_eq!(fs::read_to_string(&self.config).unwrap(), CONFIG);
        let claude = CLAUDE.replace("opus", "haiku");
        assert_eq!(fs::read_to_string(&self.claude).unwrap(), claude);
    }
}

#[test]
fn the_first_installation_is_taken_back() {
    let files = Files::new();
    files.stop_half_way("us-east-1");
    assert_eq!(files.take_back(), [Fate::AsBefore, Fate::Untouched]);
    files.assert_as_before();
}

#[test]
fn the_first_installation_is_finished() {
    let files = Files::new();
    files.stop_half_way("us-east-1");
    let steps = files.prepare("us-east-1");
    carry_out(&files.home, &files.record(), &steps).unwrap();
    assert!(
        fs::read_to_string(&files.claude)
            .unwrap()
            .contains("us-east-1")
    );
    files.take_back();
    files.assert_as_before();
}

#[test]
fn a_later_installation_is_taken_back() {
    let files = Files::new();
    let steps = files.prepare("us-east-1");
    carry_out(&files.home, &files.record(), &steps).unwrap();
    files.stop_half_way("us-west-2");
    assert_eq!(files.take_back(), [Fate::AsBefore, Fate::Cleared]);
    files.assert_as_before();
    assert_eq!(files.take_back(), [Fate::Untouched, Fate::Untouched]);
}

#[test]
fn a_later_installation_is_finished() {
    let files = Files::new();
    let steps = files.prepare("us-east-1");
    carry_out(&files.home, &files.record(), &steps).unwrap();
    files.stop_half_way("us-west-2");
    let steps = files.prepare("eu-west-3");
    carry_out(&files.home, &files.record(), &steps).unwrap();
    files.take_back();
    files.assert_as_before();
}
