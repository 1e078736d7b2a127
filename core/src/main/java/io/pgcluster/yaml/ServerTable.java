package io.pgcluster.yaml;

import io.pgcluster.image.ImageContract;
import io.pgcluster.spec.InstanceGroup;
import io.pgcluster.spec.PasswordEncryption;
import io.pgcluster.spec.PostgresBuilder;
import io.pgcluster.spec.PostgresSettings;
import io.pgcluster.spec.PrimaryBuilder;
import io.pgcluster.spec.StandbysBuilder;
import io.pgcluster.storage.StorageProvider;
import java.util.List;
import java.util.Optional;

/** The keys below {@code postgres}, {@code primary} and {@code standbys}. */
final class ServerTable {
  static final Section<PostgresBuilder, PostgresSettings> POSTGRES =
      Section.<PostgresBuilder, PostgresSettings>empty()
          .with(
              "version",
              "PostgreSQL's major version, 14 to 18; default 17",
              Scalars.INTEGER,
              PostgresBuilder::version,
              PostgresSettings::version)
          .with(
              "image",
              "The image of every instance; default postgres:<version>",
              new ImageShape(ImageContract.OFFICIAL_POSTGRES),
              ServerTable::image,
              p -> ImageShape.choice(p.image()))
          .with(
              "port",
              "The port of every instance; default 5432",
              Scalars.INTEGER,
              PostgresBuilder::port,
              PostgresSettings::port)
          .withOptional(
              "parameters",
              "Server parameters, as in postgresql.conf",
              PodTable.LOOSE_TEXTS,
              PostgresBuilder::parameters,
              p -> Optional.of(p.parameters()))
          .withOptional(
              "hba",
              "Rules of pg_hba.conf, before the library's own",
              Containers.list(HbaShape.DEFINED),
              (b, rules) -> rules.forEach(b::hba),
              p -> Optional.of(p.hba()))
          .with(
              "passwordEncryption",
              "How the database keeps passwords; default scram-sha-256",
              Scalars.oneOf(List.of(PasswordEncryption.values()), Reflected::constant),
              PostgresBuilder::passwordEncryption,
              PostgresSettings::passwordEncryption);

  private ServerTable() {}

  private static void image(PostgresBuilder builder, ImageShape.Choice choice) {
    if (choice.reference() != null) {
      builder.image(choice.reference());
    }
    if (choice.contract() != null) {
      builder.imageContract(choice.contract());
    }
  }

  static Section<PrimaryBuilder, InstanceGroup> primary(Shape<StorageProvider> storage) {
    return Section.<PrimaryBuilder, InstanceGroup>empty()
        .with(
            "storage",
            "Where the data lives; default a claim of 10Gi of the default StorageClass",
            storage,
            PrimaryBuilder::storage,
            InstanceGroup::storage)
        .withSection(
            "pod",
            "Where the pods run and what they get",
            PodTable.POD,
            (b, read) -> read.accept(b),
            InstanceGroup::pod)
        .withSection(
            "service",
            "The Service in front",
            PodTable.SERVICE,
            (b, read) -> b.service(read),
            InstanceGroup::service);
  }

  static Section<StandbysBuilder, InstanceGroup> standbys(Shape<StorageProvider> storage) {
    return Section.<StandbysBuilder, InstanceGroup>empty()
        .with(
            "count",
            "How many standbys, 0 to 64; default 1",
            Scalars.INTEGER,
            StandbysBuilder::count,
            InstanceGroup::count)
        .with(
            "storage",
            "Where the data of each lives; default a claim of 10Gi of the default StorageClass",
            storage,
            StandbysBuilder::storage,
            InstanceGroup::storage)
        .withSection(
            "pod",
            "Where the pods run and what they get",
            PodTable.POD,
            (b, read) -> read.accept(b),
            InstanceGroup::pod)
        .withSection(
            "service",
            "The Service in front",
            PodTable.SERVICE,
            (b, read) -> b.service(read),
            InstanceGroup::service);
  }
}
