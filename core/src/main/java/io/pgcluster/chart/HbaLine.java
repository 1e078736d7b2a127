package io.pgcluster.chart;

import io.pgcluster.config.HbaRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of a pg_hba.conf or pool_hba.conf, read as PostgreSQL does (manual, "The pg_hba.conf
 * File"): fields parted by blanks, lists by commas, names in quotes where need be, a mask behind
 * the address or as a field of its own.
 *
 * @param number the line, from 1
 * @param rule what it says
 */
record HbaLine(int number, HbaRule rule) {
  private static final Pattern FIELD = Pattern.compile("(?:\"[^\"]*\"|[^\\s\",]|,\\s*)+");
  private static final Pattern ELEMENT = Pattern.compile("(?:\"[^\"]*\"|[^,\"])+");
  private static final Pattern OCTET = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

  /** The rules of a file in order; what is none goes to the findings. */
  static List<HbaLine> of(String file, String text, Findings findings) {
    List<HbaLine> lines = new ArrayList<>();
    String[] all = text.split("\r?\n|\r", -1);
    for (int i = 0; i < all.length; i++) {
      List<String> fields = fields(withoutComment(all[i]));
      if (fields.isEmpty()) {
        continue;
      }
      boolean local = fields.get(0).equals("local");
      if (fields.size() < (local ? 4 : 5)) {
        findings.defect(
            file + ":" + (i + 1), "is no rule, and the file is refused as a whole", "left out");
      } else {
        lines.add(new HbaLine(i + 1, rule(fields, local)));
      }
    }
    return lines;
  }

  private static HbaRule rule(List<String> fields, boolean local) {
    int next = 3;
    String address = "";
    if (!local) {
      address = fields.get(next++);
      if (fields.size() > next + 1 && OCTET.matcher(fields.get(next)).matches()) {
        address += "/" + bits(fields.get(next++));
      }
    }
    String method = fields.get(next++).toLowerCase(Locale.ROOT);
    Map<String, String> options = new TreeMap<>();
    for (String option : fields.subList(next, fields.size())) {
      int equals = option.indexOf('=');
      options.put(
          equals < 0 ? option : option.substring(0, equals),
          equals < 0 ? "" : unquoted(option.substring(equals + 1)));
    }
    return new HbaRule(
        fields.get(0),
        elements(fields.get(1)),
        elements(fields.get(2)),
        unquoted(address),
        method,
        options);
  }

  /** How many bits of a mask such as 255.255.0.0 are set. */
  private static int bits(String mask) {
    int bits = 0;
    for (String octet : mask.split("\\.", -1)) {
      bits += Integer.bitCount(Integer.parseInt(octet));
    }
    return bits;
  }

  private static String withoutComment(String line) {
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) == '"') {
        quoted = !quoted;
      } else if (line.charAt(i) == '#' && !quoted) {
        return line.substring(0, i);
      }
    }
    return line;
  }

  private static List<String> fields(String line) {
    return FIELD.matcher(line).results().map(match -> match.group().strip()).toList();
  }

  /** A keyword in quotes stays in quotes, as {@link HbaRule} wants it; other names do without. */
  private static List<String> elements(String field) {
    List<String> elements = new ArrayList<>();
    Matcher matcher = ELEMENT.matcher(field);
    while (matcher.find()) {
      String element = matcher.group().strip();
      String name = unquoted(element);
      boolean isName = !name.equals(element);
      if (!name.isEmpty()) {
        elements.add(isName ? HbaRule.name(name) : element);
      }
    }
    return elements;
  }

  private static String unquoted(String text) {
    boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1) : text;
  }
}
