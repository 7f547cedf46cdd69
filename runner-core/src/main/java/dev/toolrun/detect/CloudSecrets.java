package dev.toolrun.detect;

import java.util.List;

/** Credentials of cloud providers, in the forms that each of them documents. */
final class CloudSecrets {
    static final List<Rule> RULES = List.of(
            // AWS: ids of access keys, long-lived (AKIA), temporary (ASIA), of services (ABIA) and contexts (ACCA)
            Rule.token("(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}", "akia", "asia", "abia", "acca"),
            // AWS: a secret access key is 40 characters of base 64, known by its name alone
            Rule.group(
                            1,
                            "(?i:secret[ _.-]?access[ _.-]?key)[\"'\\]]{0,2}(?:\\s\\[[^\\]\\s]{0,24}])?\\s{0,40}"
                                    + "(?:=>|=|:|>)\\s{0,40}[brufBRUF]{0,2}[\"']?([A-Za-z0-9/+]{40})",
                            "secret")
                    .bounded(Characters.NONE, Characters.BASE64),
            // AWS: keys for Bedrock, which carry this prefix and base 64
            Rule.token("ABSK[A-Za-z0-9+/]{80,}={0,2}", "absk").bounded(Characters.BASE64, Characters.NONE),
            // Google: API keys are AIza and 35 characters
            Rule.token("AIza[0-9A-Za-z_-]{35}", "aiza"),
            // Google: secrets of OAuth clients
            Rule.token("GOCSPX-[0-9A-Za-z_-]{28}", "gocspx-"),
            // Google: OAuth access tokens
            Rule.token("ya29\\.[0-9A-Za-z_-]{20,}", "ya29."),
            // Google: OAuth refresh tokens
            Rule.token("1//0[0-9A-Za-z_-]{30,}", "1//0"),
            // Azure: keys of storage accounts are 64 bytes, of service bus and others 32, after these names
            Rule.group(
                    1,
                    "(?i:AccountKey|SharedAccessKey)\\s{0,3}=\\s{0,3}([A-Za-z0-9+/]{43,86}={0,2})",
                    "accountkey",
                    "sharedaccesskey"),
            // Azure: signatures of shared access; base 64 of 32 bytes, percent-encoded in an address
            Rule.group(1, "sig=([A-Za-z0-9%+/]{43,60}(?:%3[dD]|=))", "sig="),
            // Entra ID: secrets of applications have Q~ after three characters and a digit
            Rule.token("[A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}", "q~")
                    .ledBy(Characters.TOKEN.or(Characters.anyOf("~.")), 4),
            // Azure DevOps: personal access tokens with a checksum
            Rule.token("[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}", "azdo").ledBy(Characters.ALPHANUMERIC, 76),
            // DigitalOcean: personal, OAuth and refresh tokens
            Rule.token("do[opr]_v1_[a-f0-9]{64}", "doo_v1_", "dop_v1_", "dor_v1_"),
            // Alibaba Cloud: ids of access keys
            Rule.token("LTAI[A-Za-z0-9]{12,26}", "ltai"),
            // Databricks: personal access tokens
            Rule.token("dapi[a-f0-9]{32}(?:-[0-9])?", "dapi"),
            // HCP Terraform: tokens have this in the middle
            Rule.token("[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_=-]{60,}", ".atlasv1.")
                    .ledBy(Characters.ALPHANUMERIC, 14),
            // Vault: service, batch and recovery tokens
            Rule.token("hv[sbr]\\.[A-Za-z0-9_-]{24,}", "hvs.", "hvb.", "hvr."),
            // Doppler: tokens of services, people and others
            Rule.token("dp\\.(?:pt|st|ct|sa|scim|audit)\\.[A-Za-z0-9_.-]{40,}", "dp."));

    private CloudSecrets() {}
}
