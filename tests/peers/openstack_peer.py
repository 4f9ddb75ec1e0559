"""OpenStack's own clients at the simulator's IAM: keystoneauth1, openstacksdk and python-openstackclient.

usage: openstack_peer.py

Standard input brings a line of JSON: what opens the simulator, and whether its IAM is set to be a Keystone
(`keystone`). For a line `passcode` on standard output it brings a passcode that nobody has used yet.
Every other line of standard output tells a step. Exit status: 0 all as it should be, 1 not, 3 a client is not
installed.
"""

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from types import SimpleNamespace

try:
    import openstack
    import openstackclient
    from keystoneauth1 import discover, exceptions, session
    from keystoneauth1.identity import generic, v3
except ImportError as error:
    print(f"the OpenStack clients are not installed: {error}")
    sys.exit(3)


def check(what, holds, seen):
    print(f"{'ok' if holds else 'FAILED'}: {what}: {seen}", flush=True)
    if not holds:
        sys.exit(1)


def passcode():
    print("passcode", flush=True)
    return sys.stdin.readline().strip()


def names(user, facts):
    """A user by name and domain."""
    return {"username": user, "user_domain_name": facts.account}


def secret(user, facts):
    return {**names(user, facts), "password": facts.password}


def project(facts):
    """The project by name and domain."""
    return {"project_name": facts.project, "project_domain_name": facts.account}


def opened(auth):
    """What a sign-in with `auth` brings."""
    return auth.get_access(session.Session(auth=auth))


def instances(auth, facts):
    """The status of the list of instances, found through the token's catalogue."""
    service = {"service_type": "nosql", "interface": "public", "region_name": facts.region}
    listed = session.Session(auth=auth).get("/instances?limit=1", endpoint_filter=service)
    return listed.status_code


def versions_are_discovered(facts):
    for url in (facts.endpoint, f"{facts.endpoint}/", f"{facts.endpoint}/v3", f"{facts.endpoint}/v3/"):
        found = discover.Discover(session.Session(), url)
        check(f"{url} tells its version", found.url_for("3") == f"{facts.endpoint}/v3/", found.url_for("3"))


def a_password_opens(facts):
    for url in (facts.endpoint, f"{facts.endpoint}/v3"):
        auth = generic.Password(url, **secret(facts.user, facts), **project(facts))
        access = opened(auth)
        who = (access.username, access.user_domain_name, access.project_id, access.project_domain_id)
        check("a password opens", who == (facts.user, facts.account, facts.project_id, facts.account_id), who)
        life = access.expires - access.issued
        check("for a day", access.expires.tzinfo and life == timedelta(days=1), life)
        check("the service is found", instances(auth, facts) == 200, "200")
        for region in (facts.region, None):
            endpoint = session.Session(auth=auth).get_endpoint(service_type="identity", interface="public", region_name=region)
            check(f"IAM is found, region {region}", endpoint in (f"{facts.endpoint}/v3", f"{facts.endpoint}/v3/"), endpoint)
    try:
        opened(v3.Password(f"{facts.endpoint}/v3", **names(facts.user, facts), password="wrong", **project(facts)))
        check("a wrong password is refused", False, "it opened")
    except exceptions.Unauthorized as refused:
        check("a wrong password is refused", refused.http_status == 401, refused)


def the_catalogue_can_be_left_out(facts):
    for include in (True, False):
        auth = v3.Password(f"{facts.endpoint}/v3", **secret(facts.user, facts), **project(facts), include_catalog=include)
        catalog = opened(auth).service_catalog.catalog if opened(auth).has_service_catalog() else []
        check(f"include_catalog={include}", bool(catalog) == include, [entry["type"] for entry in catalog])


def a_token_can_be_for_the_account(facts):
    for domain in ({"domain_name": facts.account}, {"domain_id": facts.account_id}):
        auth = generic.Password(facts.endpoint, **secret(facts.user, facts), **domain)
        access = opened(auth)
        check("a token for the account", access.domain_scoped and not access.project_scoped, access.domain_name)
        check("it says of which", (access.domain_id, access.domain_name) == (facts.account_id, facts.account), access.domain_id)
        listed = session.Session(auth=auth).get(
            "/projects", endpoint_filter={"service_type": "identity", "interface": "public", "region_name": facts.region}
        )
        found = [row["name"] for row in listed.json()["projects"]]
        check("it finds the projects", facts.project in found, found)
    auth = generic.Password(facts.endpoint, **secret(facts.user, facts))
    access = opened(auth)
    check("a token for nothing", not access.scoped and not access.domain_scoped, access.username)


def two_methods_open_by_name_and_domain(facts):
    methods = ["v3password", "v3totp"]
    auth = v3.MultiFactor(
        f"{facts.endpoint}/v3", methods, **secret(facts.mfa_user, facts), passcode=passcode(), **project(facts)
    )
    access = opened(auth)
    check("password and passcode open", access.username == facts.mfa_user, access.username)
    check("the service takes the token", instances(auth, facts) == 200, "200")


def a_receipt_stands_for_the_password(facts):
    url = f"{facts.endpoint}/v3"
    for by_passcode_alone in (True, False):
        auth = v3.Password(url, **secret(facts.mfa_user, facts), **project(facts))
        try:
            opened(auth)
            check("a passcode is asked for", False, "it opened")
        except exceptions.MissingAuthMethods as missing:
            wanted = missing.required_auth_methods
            check("a passcode is asked for", (missing.methods, wanted) == (["password"], [["password", "totp"]]), wanted)
            check("the receipt ends", missing.expires_at.tzinfo is not None, missing.expires_at)
            receipt = missing.response.json()["receipt"]
            issued = datetime.fromisoformat(receipt["issued_at"].replace("Z", "+00:00"))
            check("after five minutes", missing.expires_at - issued == timedelta(minutes=5), receipt["issued_at"])
            owner = (receipt["user"]["name"], receipt["user"]["domain"]["name"])
            check("it is of the user", owner == (facts.mfa_user, facts.account), owner)
            more = [v3.ReceiptMethod(receipt=missing.receipt), v3.TOTPMethod(passcode=passcode(), **names(facts.mfa_user, facts))]
        if by_passcode_alone:
            auth = v3.Auth(url, more, **project(facts))
        else:
            for method in more:
                auth.add_method(method)
        check("receipt and passcode open", opened(auth).username == facts.mfa_user, [type(m).__name__ for m in auth.auth_methods])
        check("the service takes the token", instances(auth, facts) == 200, "200")
    forged = [v3.ReceiptMethod(receipt="forged"), v3.TOTPMethod(passcode=passcode(), **names(facts.mfa_user, facts))]
    try:
        opened(v3.Auth(url, forged, **project(facts)))
        check("a forged receipt is refused", False, "it opened")
    except exceptions.Unauthorized as refused:
        check("a forged receipt is refused", refused.http_status == 401, refused)


def a_token_opens(facts):
    first = opened(v3.Password(f"{facts.endpoint}/v3", **secret(facts.user, facts), unscoped=True))
    for kind, url in ((v3.Token, f"{facts.endpoint}/v3"), (generic.Token, facts.endpoint)):
        auth = kind(url, first.auth_token, **project(facts))
        access = opened(auth)
        check("a token opens", access.project_id == facts.project_id, access.project_name)
        check("it lives no longer", access.expires == first.expires, access.expires)
        check("the service takes the new one", instances(auth, facts) == 200, "200")
        access = opened(kind(url, access.auth_token, domain_name=facts.account))
        check("for the account as well", access.domain_id == facts.account_id, access.domain_name)
    try:
        opened(v3.Token(f"{facts.endpoint}/v3", "forged", **project(facts)))
        check("a forged token is refused", False, "it opened")
    except exceptions.NotFound as refused:
        check("a forged token is refused", refused.http_status == 404, refused)


def the_sdk_is_satisfied(facts):
    cloud_of = {"region_name": facts.region, "load_yaml_config": False, "load_envvars": False, "auth_url": facts.endpoint}
    by_password = {"auth_type": "password", **secret(facts.user, facts)}
    by_both = {"auth_type": "v3multifactor", "auth_methods": ["v3password", "v3totp"], **secret(facts.mfa_user, facts)}
    for user, auth in ((facts.user, by_password), (facts.mfa_user, by_both)):
        if user == facts.mfa_user:
            auth["passcode"] = passcode()
        cloud = openstack.connect(**cloud_of, **auth, **project(facts))
        found = [row.name for row in cloud.identity.projects()]
        check("the SDK lists the projects", facts.project in found, found)
        check("and knows its own", cloud.current_project_id == facts.project_id, cloud.current_project.name)
        one = cloud.identity.find_project(facts.project)
        check("and finds one by name", one.id == facts.project_id, one.name)
        where_iam_is = cloud.identity.get_endpoint_data()
        check("and where IAM is", where_iam_is.api_version == (3, 14), where_iam_is.url)


def command(facts, words, options):
    """What `openstack` prints as JSON. Secrets go by the environment, as an operator's would."""
    options = {"auth_url": facts.endpoint, "region_name": facts.region, "identity_api_version": "3", **options}
    environment = os.environ | {f"OS_{name.upper()}": value for name, value in options.items()}
    call = [sys.executable, "-W", "ignore", "-m", "openstackclient.shell", *words, "-f", "json"]
    ran = subprocess.run(call, env=environment, capture_output=True, text=True, check=False)
    check(f"openstack {' '.join(words)}", ran.returncode == 0, ran.stderr.strip()[-2000:] or "0")
    return json.loads(ran.stdout)


def the_command_is_satisfied(facts):
    by_password = {**secret(facts.user, facts), **project(facts)}
    issued = command(facts, ["token", "issue"], by_password)
    check("the command shows the token", issued["project_id"] == facts.project_id, issued["expires"])
    found = [row["Name"] for row in command(facts, ["project", "list"], by_password)]
    check("it lists the projects", facts.project in found, found)
    listed = [row["Type"] for row in command(facts, ["catalog", "list"], by_password)]
    check("it lists the catalogue", listed == ["identity", "nosql"], listed)
    by_both = {"auth_type": "v3multifactor", "auth_methods": "v3password,v3totp", **secret(facts.mfa_user, facts)}
    issued = command(facts, ["token", "issue"], {**by_both, **project(facts), "passcode": passcode()})
    check("it takes a passcode", issued["user_id"] == facts.mfa_user_id, issued["user_id"])
    issued = command(facts, ["token", "issue"], {**secret(facts.user, facts), "domain_name": facts.account})
    check("it gets a token for the account", issued["domain_id"] == facts.account_id, issued["domain_id"])
    if facts.keystone:
        issued = command(facts, ["token", "issue"], {"auth_type": "v3token", "token": issued["id"], **project(facts)})
        check("it changes a token for one of a project", issued["project_id"] == facts.project_id, issued["project_id"])


def main():
    facts = SimpleNamespace(**json.loads(sys.stdin.readline()))
    versions_are_discovered(facts)
    a_password_opens(facts)
    the_catalogue_can_be_left_out(facts)
    a_token_can_be_for_the_account(facts)
    two_methods_open_by_name_and_domain(facts)
    if facts.keystone:
        a_receipt_stands_for_the_password(facts)
        a_token_opens(facts)
    the_sdk_is_satisfied(facts)
    the_command_is_satisfied(facts)


if __name__ == "__main__":
    if len(sys.argv) != 1:
        sys.exit(__doc__)
    main()
