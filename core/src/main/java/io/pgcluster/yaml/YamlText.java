package io.pgcluster.yaml;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;
import tools.jackson.dataformat.yaml.util.StringQuotingChecker;

/** Writes maps, lists and scalars as YAML: the same input gives the same bytes. */
final class YamlText {
  /** What may stand without quotes: words that no reader of YAML 1.1 or 1.2 takes for a value. */
  private static final class Quoting extends StringQuotingChecker {
    private static final long serialVersionUID = 1L;
    private static final Pattern PLAIN =
        Pattern.compile("[A-Za-z_/](?:[A-Za-z0-9_./@+-]|:(?=[A-Za-z0-9_./@+-]))*");
    private static final Pattern AMOUNT =
        Pattern.compile("[0-9]+(?:\\.[0-9]+)?(?:[KMGT]i|[kMGT]B|[mkMGT]|ms|s|min|h)");
    private static final Set<String> VALUES =
        Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    @Override
    public boolean needToQuoteName(String name) {
      return needToQuoteValue(name);
    }

    @Override
    public boolean needToQuoteValue(String value) {
      boolean plain = PLAIN.matcher(value).matches() || AMOUNT.matcher(value).matches();
      return !plain || VALUES.contains(value.toLowerCase(java.util.Locale.ROOT));
    }
  }

  private static final YAMLMapper MAPPER =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .stringQuotingChecker(new Quoting())
                  .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
                  .enable(YAMLWriteFeature.INDENT_ARRAYS_WITH_INDICATOR)
                  .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
                  .disable(YAMLWriteFeature.SPLIT_LINES)
                  .build())
          .build();

  private YamlText() {}

  static String of(Map<String, Object> document) {
    return MAPPER.writeValueAsString(document);
  }
}
