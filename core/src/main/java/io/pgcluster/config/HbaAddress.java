package io.pgcluster.config;

import io.pgcluster.Violation;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** The address of a rule: a keyword, a range of IP addresses, or a host name. */
final class HbaAddress {
  private static final Set<String> KEYWORDS = Set.of("all", "samehost", "samenet");

  private HbaAddress() {}

  /** Why a text is no address, if it is none. */
  static Optional<String> problem(String address) {
    if (KEYWORDS.contains(address)) {
      return Optional.empty();
    }
    int slash = address.indexOf('/');
    String host = slash < 0 ? address : address.substring(0, slash);
    int bits = isIpv4(host) ? 32 : isIpv6(host) ? 128 : 0;
    if (bits == 0) {
      return isHostName(address)
          ? Optional.empty()
          : Optional.of(
              "%s is no address; take a range such as 10.0.0.0/8, a host name, all, samehost or samenet"
                  .formatted(Violation.shown(address)));
    }
    if (slash < 0) {
      return Optional.of("%s has no mask; write %s/%d".formatted(address, address, bits));
    }
    return isNumber(address.substring(slash + 1), 3, bits)
        ? Optional.empty()
        : Optional.of(
            "%s has no mask of 0 to %d behind the slash".formatted(Violation.shown(address), bits));
  }

  /** Four decimal numbers; C reads one with a leading zero as octal, so that is none. */
  private static boolean isIpv4(String text) {
    String[] parts = text.split("\\.", -1);
    return parts.length == 4
        && Arrays.stream(parts)
            .allMatch(p -> isNumber(p, 3, 255) && (p.length() == 1 || !p.startsWith("0")));
  }

  private static boolean isIpv6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text) == 8;
    }
    String before = text.substring(0, gap);
    String after = text.substring(gap + 2);
    int left = before.isEmpty() ? 0 : groups(before);
    int right = after.isEmpty() ? 0 : groups(after);
    boolean ipv4InFront = before.indexOf('.') >= 0;
    return left >= 0 && right >= 0 && left + right < 8 && !ipv4InFront;
  }

  /** How many groups of 16 bits a part has, an IPv4 address at its end counting two; or -1. */
  private static int groups(String text) {
    String[] parts = text.split(":", -1);
    int count = parts.length;
    if (isIpv4(parts[count - 1])) {
      parts[count - 1] = "0";
      count++;
    }
    return Arrays.stream(parts).allMatch(HbaAddress::isHexGroup) ? count : -1;
  }

  private static boolean isHexGroup(String text) {
    return !text.isEmpty()
        && text.length() <= 4
        && text.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
  }

  private static boolean isNumber(String text, int digits, int max) {
    return !text.isEmpty()
        && text.length() <= digits
        && text.chars().allMatch(c -> c >= '0' && c <= '9')
        && Integer.parseInt(text) <= max;
  }

  /** Labels, with a dot in front for all names that end so; a number as the last one is no name. */
  private static boolean isHostName(String text) {
    String name = text.startsWith(".") ? text.substring(1) : text;
    String[] labels = name.split("\\.", -1);
    boolean plain =
        Arrays.stream(labels)
            .allMatch(
                l ->
                    !l.isEmpty()
                        && l.chars()
                            .allMatch(
                                c ->
                                    c < 128
                                        && (Character.isLetterOrDigit(c) || c == '-' || c == '_')));
    String last = labels[labels.length - 1];
    return plain && !last.matches("[0-9]+|0[xX][0-9a-fA-F]*");
  }
}
