from conftest import root_of


def test_paginators_read_through_empty_pages(organizations):
    root = root_of(organizations)
    names = {f"unit-{number:02}" for number in range(45)}
    for name in names:
        organizations.create_organizational_unit(ParentId=root, Name=name)
    paginator = organizations.get_paginator("list_organizational_units_for_parent")
    empty = 0
    # Three pages in a hundred are empty: in forty listings of three pages one is there.
    for _ in range(40):
        pages = [page for page in paginator.paginate(ParentId=root)]
        sizes = [len(page["OrganizationalUnits"]) for page in pages]
        empty += sizes.count(0)
        assert [size for size in sizes if size] == [20, 20, 5]
        assert all(page["NextToken"] for page in pages if not page["OrganizationalUnits"])
        assert {unit["Name"] for page in pages for unit in page["OrganizationalUnits"]} == names
    assert empty > 0


def test_a_token_of_another_list_is_refused(organizations):
    root = root_of(organizations)
    for name in ("one", "two"):
        organizations.create_organizational_unit(ParentId=root, Name=name)

    def first_page():
        page = organizations.list_organizational_units_for_parent(ParentId=root, MaxResults=1)
        return page["NextToken"]

    try:
        organizations.list_accounts(NextToken=first_page())
        raise AssertionError("the token was taken")
    except organizations.exceptions.InvalidInputException as refused:
        assert refused.response["Reason"] == "INVALID_NEXT_TOKEN"


def test_children_and_parents(organizations):
    root = root_of(organizations)
    outer = organizations.create_organizational_unit(ParentId=root, Name="outer")
    outer = outer["OrganizationalUnit"]["Id"]
    inner = organizations.create_organizational_unit(ParentId=outer, Name="inner")
    inner = inner["OrganizationalUnit"]
    assert inner["Path"].endswith(f"/{root}/{outer}/{inner['Id']}/")

    def full(name, key, **arguments):
        pages = organizations.get_paginator(name).paginate(**arguments)
        return pages.build_full_result()[key]

    children = full("list_children", "Children", ParentId=outer, ChildType="ORGANIZATIONAL_UNIT")
    assert children == [{"Id": inner["Id"], "Type": "ORGANIZATIONAL_UNIT"}]
    assert full("list_parents", "Parents", ChildId=outer) == [{"Id": root, "Type": "ROOT"}]
    assert full("list_children", "Children", ParentId=root, ChildType="ACCOUNT")
