"""The budgets of one organization, at moto or at ministack, as boto3 sees them."""

import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).parent


class Budgets:
    """The management account's budgets."""

    def __init__(self, moto, url, log):
        self.client = moto.client("budgets", url=url)
        self.payer = moto.client("sts").get_caller_identity()["Account"]
        self.log = pathlib.Path(log)

    def all(self):
        listed = self.client.describe_budgets(AccountId=self.payer, ShowFilterExpression=True)
        return {
            one["BudgetName"].removeprefix("bedrock-org acme "): one for one in listed["Budgets"]
        }

    def heard(self, name):
        """Who hears each alert of a budget."""
        named = {"AccountId": self.payer, "BudgetName": f"bedrock-org acme {name}"}
        notifications = self.client.describe_notifications_for_budget(**named)["Notifications"]
        heard = {}
        for one in notifications:
            assert one["ComparisonOperator"] == "GREATER_THAN"
            assert one["ThresholdType"] == "PERCENTAGE"
            subscribers = self.client.describe_subscribers_for_notification(
                **named, Notification=one
            )["Subscribers"]
            assert {who["SubscriptionType"] for who in subscribers} == {"EMAIL"}
            alert = (one["NotificationType"], one["Threshold"])
            assert alert not in heard, "no alert twice"
            heard[alert] = {who["Address"] for who in subscribers}
        return heard

    def written(self):
        """Every call that is not a reading one, until now."""
        start = "called budgets "
        lines = self.log.read_text().splitlines()
        calls = [line.removeprefix(start) for line in lines if line.startswith(start)]
        return [call for call in calls if not call.startswith("Describe")]


class Ministack:
    """One running ministack, of which Budgets is used."""

    def __init__(self, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / "ministack.log"
        settings = {
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(port),
            # moto's management account.
            "MINISTACK_ACCOUNT_ID": "123456789012",
            "SFTP_ENABLED": "0",
            "STATE_DIR": str(folder / "ministack"),
        }
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, HERE / "start_ministack.py"],
                env=os.environ | settings,
                cwd=folder,
                stdout=log,
                stderr=log,
            )

    def wait(self):
        until = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(self.url, timeout=5).close()
                return
            except urllib.error.HTTPError:
                return
            except (urllib.error.URLError, ConnectionError):
                assert self.process.poll() is None, self.log.read_text()
                assert time.monotonic() < until, "ministack does not answer"
                time.sleep(0.1)

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=10)
