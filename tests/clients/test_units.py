import pytest

from conftest import root_of


def create(organizations, parent, name):
    created = organizations.create_organizational_unit(ParentId=parent, Name=name)
    return created["OrganizationalUnit"]["Id"]


def test_a_unit_is_renamed_and_deleted(organizations):
    root = root_of(organizations)
    unit = create(organizations, root, "Bedrock")
    organizations.update_organizational_unit(OrganizationalUnitId=unit, Name="Claude")
    described = organizations.describe_organizational_unit(OrganizationalUnitId=unit)
    assert described["OrganizationalUnit"]["Name"] == "Claude"
    organizations.delete_organizational_unit(OrganizationalUnitId=unit)
    with pytest.raises(organizations.exceptions.OrganizationalUnitNotFoundException):
        organizations.describe_organizational_unit(OrganizationalUnitId=unit)


def test_twins_are_refused_under_one_parent_alone(organizations):
    root = root_of(organizations)
    unit = create(organizations, root, "Bedrock")
    with pytest.raises(organizations.exceptions.DuplicateOrganizationalUnitException):
        create(organizations, root, "Bedrock")
    create(organizations, unit, "Bedrock")
    with pytest.raises(organizations.exceptions.OrganizationalUnitNotEmptyException):
        organizations.delete_organizational_unit(OrganizationalUnitId=unit)


def test_five_levels_and_no_more(organizations):
    parent = root_of(organizations)
    for level in range(5):
        parent = create(organizations, parent, f"level-{level}")
    with pytest.raises(organizations.exceptions.ConstraintViolationException) as refused:
        create(organizations, parent, "too-deep")
    assert refused.value.response["Reason"] == "OU_DEPTH_LIMIT_EXCEEDED"


def test_tags(organizations):
    unit = create(organizations, root_of(organizations), "Bedrock")
    tags = [{"Key": f"key-{number:02}", "Value": str(number)} for number in range(50)]
    organizations.tag_resource(ResourceId=unit, Tags=tags)
    pages = organizations.get_paginator("list_tags_for_resource").paginate(ResourceId=unit)
    assert pages.build_full_result()["Tags"] == tags
    for extra, code in [
        ({"Key": "one-more", "Value": ""}, "MAX_TAG_LIMIT_EXCEEDED"),
        ({"Key": "aws:reserved", "Value": ""}, "INVALID_SYSTEM_TAGS_PARAMETER"),
    ]:
        with pytest.raises(organizations.exceptions.ClientError) as refused:
            organizations.tag_resource(ResourceId=unit, Tags=[extra])
        assert refused.value.response["Reason"] == code
    organizations.untag_resource(ResourceId=unit, TagKeys=[tag["Key"] for tag in tags[1:]])
    pages = organizations.get_paginator("list_tags_for_resource").paginate(ResourceId=unit)
    assert pages.build_full_result()["Tags"] == tags[:1]
