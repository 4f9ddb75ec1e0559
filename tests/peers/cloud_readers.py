"""Says what the OpenStack SDK and the vendor's SDK read from files and variables, for tests/credentials/readers.rs.

Reads a JSON list of cases from the file that the first argument names and prints a JSON list of answers: for each case
the values that a sign-in would use (secrets as they are: they are made up), or {"error": ...}. Exits with 3 where a
package is missing.
"""

import json
import os
import sys
import warnings

try:
    import openstack.config
    from huaweicloudsdkcore.auth.provider import (
        EnvCredentialProvider,
        OidcStsCredentialProvider,
        ProfileCredentialProvider,
    )
    from keystoneauth1.identity import v3
except ImportError as missing:
    print(f"a package is not installed: {missing}")
    sys.exit(3)

warnings.simplefilter("ignore")


def named(by_id, by_name):
    """IAM's version 3 takes an ID before a name."""
    return {"id": by_id} if by_id else {"name": by_name} if by_name else None


def of_plugin(plugin):
    """The values of a way to sign in, as it would be sent to version 3 of IAM."""
    url = plugin.auth_url
    if hasattr(plugin, "create_plugin"):
        plugin = plugin.create_plugin(None, (3, 0), url)
    values = {
        "auth_url": url,
        "project": named(plugin.project_id, plugin.project_name),
        "project_domain": named(plugin.project_domain_id, plugin.project_domain_name),
        "trust": plugin.trust_id,
        "system": plugin.system_scope,
    }
    for method in plugin.auth_methods:
        if isinstance(method, v3.PasswordMethod):
            values["user"] = named(method.user_id, method.username)
            values["domain"] = named(method.user_domain_id, method.user_domain_name)
            values["password"] = method.password
        elif isinstance(method, v3.TokenMethod):
            values["token"] = method.token
        else:
            values["other"] = type(method).__name__
    return values


def openstack_reads(case):
    config = openstack.config.OpenStackConfig(
        config_files=case["clouds"], secure_files=case["secure"], vendor_files=[]
    )
    cloud = config.get_one(case["cloud"])
    values = of_plugin(cloud.get_auth())
    values["region"] = cloud.config.get("region_name") or None
    verify, _certificate = cloud.get_requests_verify_args()
    values["verify"] = verify is not False
    return values


def vendor_reads(_case):
    """The links of the SDK's chain that call nothing, in their order."""
    errors = []
    for link in (OidcStsCredentialProvider, EnvCredentialProvider, ProfileCredentialProvider):
        try:
            found = link.get_basic().get_credentials()
        except Exception as error:  # The chain itself goes on to the next link.
            errors.append(str(error))
            continue
        federated = link is OidcStsCredentialProvider or bool(found.idp_id)
        return {
            "by": link.__name__,
            "federated": federated,
            "ak": found.ak,
            "sk": found.sk,
            "security_token": found.security_token or None,
            "project": found.project_id or None,
        }
    raise ValueError("; ".join(errors))


def answer(case):
    before = dict(os.environ)
    kept = {name: before[name] for name in ("PATH", "PYTHONUTF8", "LANG") if name in before}
    try:
        os.environ.clear()
        os.environ.update(kept)
        os.environ.update(case["variables"])
        return (openstack_reads if case["reader"] == "openstack" else vendor_reads)(case)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    finally:
        os.environ.clear()
        os.environ.update(before)


with open(sys.argv[1], encoding="utf-8") as file:
    CASES = json.load(file)
print(json.dumps([answer(case) for case in CASES]))
