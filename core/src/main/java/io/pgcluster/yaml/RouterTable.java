package io.pgcluster.yaml;

import io.pgcluster.image.ImageContract;
import io.pgcluster.spec.RouterBuilder;
import io.pgcluster.spec.RouterSettings;
import java.util.List;
import java.util.Optional;

/** The keys below {@code router}. */
final class RouterTable {
  static final Section<RouterBuilder, RouterSettings> ROUTER =
      Section.<RouterBuilder, RouterSettings>empty()
          .with(
              "pods",
              "How many router pods, 0 to 64; default 1",
              Scalars.INTEGER,
              RouterBuilder::pods,
              RouterSettings::pods)
          .with(
              "version",
              "pgpool's version in quotes, \"3.7\" to \"4.7\"; default \"4.6\"",
              Scalars.TEXT,
              RouterBuilder::version,
              RouterSettings::version)
          .with(
              "image",
              "Its image; default pgpool/pgpool:<version>",
              new ImageShape(ImageContract.OFFICIAL_PGPOOL),
              RouterTable::image,
              r -> ImageShape.choice(r.image()))
          .with(
              "port",
              "The port of the pods and of the Service; default 5432",
              Scalars.INTEGER,
              RouterBuilder::port,
              RouterSettings::port)
          .withOptional(
              "parameters",
              "Parameters, as in pgpool.conf",
              PodTable.LOOSE_TEXTS,
              RouterBuilder::parameters,
              r -> Optional.of(r.parameters()))
          .withOptional(
              "hba",
              "Rules of pool_hba.conf, before the library's own",
              Containers.list(HbaShape.DEFINED),
              (b, rules) -> rules.forEach(b::hba),
              r -> Optional.of(r.hba()))
          .withOptional(
              "poolPasswd",
              "Further lines of pool_passwd; read, but never written",
              Containers.list(Secrets.LINE),
              (b, lines) -> lines.forEach(b::poolPasswd),
              r -> Optional.<List<String>>empty())
          .withSection(
              "pod",
              "Where the pods run and what they get",
              PodTable.POD,
              (b, read) -> read.accept(b),
              RouterSettings::pod)
          .withSection(
              "service",
              "The Service in front",
              PodTable.SERVICE,
              (b, read) -> b.service(read),
              RouterSettings::service);

  private RouterTable() {}

  private static void image(RouterBuilder builder, ImageShape.Choice choice) {
    if (choice.reference() != null) {
      builder.image(choice.reference());
    }
    if (choice.contract() != null) {
      builder.imageContract(choice.contract());
    }
  }
}
