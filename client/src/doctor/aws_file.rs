//! `~/.aws/config` and `~/.aws/credentials`, as the AWS SDKs read them: sections of `name = value`.

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// `default`, `profile x`, or in the credentials file `x`.
    pub name: String,
    pub settings: Vec<(String, String)>,
}

impl Section {
    pub fn get(&self, setting: &str) -> Option<&str> {
        let found = self.settings.iter().find(|(name, _)| name == setting);
        found.map(|(_, value)| value.as_str())
    }
}

/// Whatever is no section and no setting is passed over, as are settings of settings (indented).
pub fn sections(text: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for line in text.lines() {
        let indented = line.starts_with([' ', '\t']);
        let line = line.trim();
        if indented || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(rest) = line.strip_prefix('[') {
            let name = rest.split(']').next().unwrap_or_default();
            let words: Vec<&str> = name.split_whitespace().collect();
            sections.push(Section {
                name: words.join(" ").replace(['"', '\''], ""),
                settings: Vec::new(),
            });
        } else if let Some((name, value)) = line.split_once('=')
            && let Some(section) = sections.last_mut()
        {
            let setting = (name.trim().to_lowercase(), value.trim().to_owned());
            section.settings.push(setting);
        }
    }
    sections
}

/// The program of a `credential_process` and its arguments: words, double quotes around those with
/// spaces. No shell looks at it.
pub fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    for c in command.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            c if c.is_whitespace() && !quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_read_as_the_sdks_do() {
        let text = "# c\n[default]\nregion = us-east-1\n\n[ profile  \"a b\" ] # x\n\
                    CREDENTIAL_PROCESS = /x \"y z\"\ns3 =\n  max = 1\nodd\n[profile c]";
        let found = sections(text);
        let names: Vec<&str> = found.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["default", "profile a b", "profile c"]);
        assert_eq!(found[1].get("credential_process"), Some("/x \"y z\""));
        assert_eq!(found[1].get("max"), None);
    }

    #[test]
    fn a_command_is_words() {
        assert_eq!(
            words(r#""C:\a b\x.exe" credential-process "#),
            [r"C:\a b\x.exe", "credential-process"]
        );
        assert_eq!(words(""), [""; 0]);
        assert_eq!(words("\"open"), ["open"]);
    }
}
