//! What a valid plan file means.

use bedrock_org::spec;

const EXAMPLE: &str = include_str!("../../../org.toml.example");

#[test]
fn the_example_is_valid_and_raises_no_warning() {
    let read = spec::read(EXAMPLE).unwrap();
    assert_eq!(read.warnings, []);
    let seats: usize = read
        .intent
        .teams
        .values()
        .map(|team| team.seats.len())
        .sum();
    assert_eq!((read.intent.teams.len(), seats), (5, 6));
}
