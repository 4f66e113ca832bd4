"""Which postings repeat each other, what tells it, and what editors decided about it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from postings.migrations._columns import AddColumns


class Migration(migrations.Migration):

    dependencies = [
        ('postings', '0005_organization_aliases'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddColumns(
            "jobposting",
            [
                ("canonical", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='twins', to='postings.jobposting')),
                ("card", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='members', to='postings.jobposting')),
                ("card_size", models.PositiveIntegerField(default=1, editable=False)),
            ],
            last=("description", "description_html", "description_text"),
        ),
        migrations.CreateModel(
            name='Likeness',
            fields=[
                ('posting', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='likeness', serialize=False, to='postings.jobposting')),
                ('signature', models.BinaryField(help_text='See `normalizers.repeats.signatures`.')),
                ('revision', models.PositiveBigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Unfolded',
            fields=[
                ('posting', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='unfolded', serialize=False, to='postings.jobposting')),
            ],
        ),
        migrations.CreateModel(
            name='BlockKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.BigIntegerField()),
                ('posting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='block_keys', to='postings.jobposting')),
            ],
            options={
                'indexes': [models.Index(fields=['key', 'posting'], name='postings_of_a_block')],
            },
        ),
        migrations.CreateModel(
            name='FoldState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveBigIntegerField(default=0)),
                ('posting', models.PositiveBigIntegerField(default=0)),
                ('rules', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='one_fold_state')],
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decided_at', models.DateTimeField()),
                ('public_id', models.CharField(max_length=12, unique=True)),
                ('label', models.CharField(db_index=True, max_length=16)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Split',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decided_at', models.DateTimeField()),
                ('one', models.CharField(max_length=12)),
                ('other', models.CharField(db_index=True, max_length=12)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('one', 'other'), name='one_split_a_pair'), models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='split_in_order')],
            },
        ),
    ]
