package dev.toolrun.detect;

import java.util.List;

/** Tokens of services, each by the prefix that its provider documents for scanners to know it by. */
final class ServiceSecrets {
    static final List<Rule> RULES = List.of(
            // toolrun's own API keys
            Rule.token("toolrun_[0-9a-z]{10}_[0-9A-Za-z]{49}", "toolrun_"),
            // GitHub: personal, OAuth, user-to-server, server-to-server and refresh tokens
            Rule.token("gh[pousr]_[A-Za-z0-9]{36,255}", "ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
            // GitHub: fine-grained personal tokens
            Rule.token("github_pat_[A-Za-z0-9_]{36,255}", "github_pat_"),
            // GitLab: personal, deploy, runner, trigger and other tokens
            Rule.token("gl(?:pat|dt|rt|rtr|cbt|ptt|ft|imt|agent|soat|oas)-[A-Za-z0-9_.-]{20,}", "gl"),
            // Slack: tokens of bots, users, apps, configurations and sessions
            Rule.token("xox[abcdeoprs](?:\\.xox[bp])?-[A-Za-z0-9-]{10,}", "xox"),
            Rule.token("xapp-[0-9]-[A-Za-z0-9-]{10,}", "xapp-"),
            // Slack, Discord: whoever has a webhook's address can post
            Rule.group(1, "hooks\\.slack\\.com/(?:services|workflows)/([A-Za-z0-9+/]{30,})", "hooks.slack.com/"),
            Rule.group(
                    1,
                    "discord(?:app)?\\.com/api/webhooks/([0-9]{15,21}/[A-Za-z0-9_-]{50,})",
                    "discord.com/",
                    "discordapp.com/"),
            // Telegram: the number of a bot, and 35 characters that begin with AA
            Rule.token("[0-9]{8,10}:AA[A-Za-z0-9_-]{33}", ":aa").ledBy(Characters::isDigit, 10),
            // Stripe: secret and restricted keys, and secrets of webhooks
            Rule.token("[sr]k_(?:live|test)_[A-Za-z0-9]{16,}", "sk_live_", "sk_test_", "rk_live_", "rk_test_"),
            Rule.token("whsec_[A-Za-z0-9+/]{24,}={0,2}", "whsec_"),
            // OpenAI, Anthropic, OpenRouter and others: random characters after sk- and names
            Rule.token("sk-(?:[a-z0-9]{2,12}-){0,3}[A-Za-z0-9_-]{20,}", "sk-")
                    .bounded(Characters.TOKEN, Characters.NONE)
                    .checked(Randomness::isRandom),
            // the same behind a name: only here, where it has a bound, may it begin within such characters
            Rule.group(
                            1,
                            "[_-](sk-(?:proj|svcacct|admin|ant|or)-[A-Za-z0-9_-]{20,200})",
                            "-sk-proj-",
                            "_sk-proj-",
                            "-sk-svcacct-",
                            "_sk-svcacct-",
                            "-sk-admin-",
                            "_sk-admin-",
                            "-sk-ant-",
                            "_sk-ant-",
                            "-sk-or-",
                            "_sk-or-")
                    .bounded(Characters.NONE, Characters.NONE)
                    .checked(Randomness::isRandom),
            // Hugging Face, Replicate, Groq, xAI, Perplexity
            Rule.token("hf_[A-Za-z0-9]{30,}", "hf_"),
            Rule.token("r8_[A-Za-z0-9]{37}", "r8_"),
            Rule.token("gsk_[A-Za-z0-9]{40,}", "gsk_"),
            Rule.token("xai-[A-Za-z0-9]{60,}", "xai-"),
            Rule.token("pplx-[A-Za-z0-9]{40,}", "pplx-"),
            // npm, PyPI (a macaroon whose first bytes are fixed), RubyGems, crates.io, Docker Hub
            Rule.token("npm_[A-Za-z0-9]{36}", "npm_"),
            Rule.token("pypi-AgE[A-Za-z0-9_-]{50,}", "pypi-age"),
            Rule.token("rubygems_[a-f0-9]{48}", "rubygems_"),
            Rule.token("cio[A-Za-z0-9]{32}", "cio").checked(Randomness::isRandom),
            Rule.token("dckr_(?:pat|oat)_[A-Za-z0-9_-]{27,}", "dckr_"),
            // SendGrid, Mailgun, Mailchimp, Brevo, Resend, Postmark has none
            Rule.token("SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}", "sg."),
            Rule.token("key-[a-f0-9]{32}", "key-").bounded(Characters.TOKEN, Characters.TOKEN),
            Rule.token("[a-f0-9]{32}-us[0-9]{1,2}", "-us").ledBy(Characters.ALPHANUMERIC, 32),
            Rule.token("xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}", "xkeysib-"),
            Rule.token("re_[A-Za-z0-9]{6,10}_[A-Za-z0-9]{20,}", "re_")
                    .bounded(Characters.TOKEN, Characters.NONE)
                    .checked(Randomness::isRandom),
            // Twilio: API keys; the account's id, AC and the like, is no secret
            Rule.token("SK[0-9a-f]{32}", "sk"),
            // Shopify, Square, PayPal's Braintree
            Rule.token("shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}", "shpat_", "shpca_", "shppa_", "shpss_"),
            Rule.token("sq0(?:atp|csp|idp)-[A-Za-z0-9_-]{22,43}", "sq0"),
            Rule.token("access_token\\$(?:production|sandbox)\\$[a-z0-9]{16}\\$[a-f0-9]{32}", "access_token$"),
            // Grafana, New Relic, Sentry, Datadog has none, PagerDuty has none, Linear, Notion, Figma, Postman,
            // Asana
            Rule.token("glsa_[A-Za-z0-9]{32}_[a-fA-F0-9]{8}", "glsa_"),
            Rule.token("glc_[A-Za-z0-9+/]{32,}={0,2}", "glc_"),
            Rule.token("NR(?:AK|JS|AL|II)-[A-Za-z0-9]{19,}", "nrak-", "nrjs-", "nral-", "nrii-"),
            Rule.token("sntr[yu]s?_[A-Za-z0-9+/=_-]{60,}", "sntry", "sntru"),
            Rule.token("lin_(?:api|oauth)_[A-Za-z0-9]{40,}", "lin_"),
            Rule.token("ntn_[A-Za-z0-9]{40,}", "ntn_"),
            Rule.token("figd_[A-Za-z0-9_-]{40,}", "figd_"),
            Rule.token("PMAK-[a-f0-9]{24}-[a-f0-9]{34}", "pmak-"),
            // Atlassian: API tokens; Bitbucket's app passwords
            Rule.token("AT(?:ATT|BB|CTT)[A-Za-z0-9_-]{24,}(?:=[A-Za-z0-9]{1,16})?", "atatt", "atbb", "atctt")
                    .bounded(Characters.TOKEN, Characters.NONE)
                    .checked(Randomness::isRandom),
            // Airtable, PlanetScale, Fly, Supabase, Cloudflare's origin CA
            Rule.token("pat[A-Za-z0-9]{14}\\.[a-f0-9]{64}", "pat"),
            Rule.token("pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.-]{32,}", "pscale_"),
            Rule.token("fm[12][ar]?_[A-Za-z0-9+/=_-]{100,}", "fm1", "fm2"),
            Rule.token("sb[ps]_[A-Za-z0-9_]{36,}", "sbp_", "sbs_"),
            Rule.token("v1\\.0-[a-f0-9]{24}-[a-f0-9]{146}", "v1.0-"));

    private ServiceSecrets() {}
}
