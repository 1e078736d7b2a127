package io.pgcluster.yaml;

import io.pgcluster.image.Image;
import io.pgcluster.image.ImageContract;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a component says of its image: the reference alone as text, or a map with the contract too.
 */
final class ImageShape implements Shape<ImageShape.Choice> {
  private static final List<ImageContract> KNOWN =
      List.of(
          ImageContract.OFFICIAL_POSTGRES,
          ImageContract.OFFICIAL_PGPOOL,
          ImageContract.DEBIAN_PGPOOL);
  private static final Shape<ImageContract> NAMED = Scalars.oneOf(KNOWN, ImageContract::name);
  private static final RecordShape OWN = new RecordShape(ImageContract.class);
  private static final String REFERENCE = "reference";
  private static final String CONTRACT = "contract";

  /** What is said; the rest is the default. */
  record Choice(@Nullable String reference, @Nullable ImageContract contract) {}

  /** The contract that goes without saying. */
  private final ImageContract byDefault;

  ImageShape(ImageContract byDefault) {
    this.byDefault = byDefault;
  }

  static Choice choice(Image image) {
    return new Choice(image.reference(), image.contract());
  }

  @Override
  public Optional<Choice> read(Node node, Report report) {
    if (node instanceof Node.Scalar) {
      return Scalars.TEXT.read(node, report).map(text -> new Choice(text, null));
    }
    return Keyed.read(node, report, List.of(REFERENCE, CONTRACT), List.of())
        .map(
            keys -> {
              Node reference = keys.get(REFERENCE);
              Node contract = keys.get(CONTRACT);
              return new Choice(
                  reference == null ? null : Scalars.TEXT.read(reference, report).orElse(null),
                  contract == null ? null : contract(contract, report).orElse(null));
            });
  }

  private static Optional<ImageContract> contract(Node node, Report report) {
    return node instanceof Node.Scalar
        ? NAMED.read(node, report)
        : OWN.read(node, report).map(ImageContract.class::cast);
  }

  @Override
  public Object write(Choice value) {
    Map<String, Object> written = new LinkedHashMap<>();
    if (value.reference() != null) {
      written.put(REFERENCE, value.reference());
    }
    ImageContract contract = value.contract();
    if (contract == null || contract.equals(byDefault)) {
      return value.reference() == null ? written : value.reference();
    }
    written.put(CONTRACT, KNOWN.contains(contract) ? contract.name() : OWN.write(contract));
    return written;
  }

  @Override
  public Map<String, Object> schema() {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put(REFERENCE, Scalars.TEXT.schema());
    properties.put(CONTRACT, Schemas.anyOf(List.of(NAMED.schema(), OWN.schema())));
    return Schemas.anyOf(List.of(Scalars.TEXT.schema(), Schemas.object(properties, List.of())));
  }
}
