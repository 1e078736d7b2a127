package io.pgcluster.export;

import io.pgcluster.internal.YamlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts Helm's expressions into trees, as marks that YAML lets stand, and takes the marks out of the
 * text again. A value is written as JSON, which is YAML whatever it is.
 */
final class Expressions {
  private static final Pattern OPTIONAL =
      Pattern.compile("(?m)^( *)([A-Za-z]+): HELMoptional(\\d{4})\n");
  private static final Pattern VALUE = Pattern.compile("HELMvalue(\\d{4})");

  private final List<String> all = new ArrayList<>();

  /** Stands for the value of an expression. */
  String value(String expression) {
    return mark("HELMvalue", expression);
  }

  /** The same, and where the value is empty the key is left out. */
  String optional(String expression) {
    return mark("HELMoptional", expression);
  }

  private String mark(String kind, String expression) {
    all.add(expression);
    return "%s%04d".formatted(kind, all.size() - 1);
  }

  /** A template. */
  String template(Map<String, ?> tree) {
    StringBuilder text = new StringBuilder();
    YamlText.append(tree, text);
    String escaped = text.toString().replace("{{", "{{ \"{{\" }}");
    String optional =
        OPTIONAL
            .matcher(escaped)
            .replaceAll(
                m ->
                    Matcher.quoteReplacement(
                        "{{- with %s }}\n%s%s: {{ toJson . }}\n{{- end }}\n"
                            .formatted(expression(m.group(3)), m.group(1), m.group(2))));
    return VALUE
        .matcher(optional)
        .replaceAll(
            m -> Matcher.quoteReplacement("{{ %s | toJson }}".formatted(expression(m.group(1)))));
  }

  private String expression(String number) {
    return all.get(Integer.parseInt(number));
  }
}
