"""What postings mean, and the problems that their texts leave."""

import django.db.models.deletion
from django.db import migrations, models

from postings.migrations._columns import AddColumns


class Migration(migrations.Migration):

    dependencies = [
        ('postings', '0003_boardrevision_raised_at'),
    ]

    operations = [
        AddColumns(
            "jobposting",
            [
                ("applicant_location_requirements", models.JSONField(default=dict, editable=False)),
                ("countries", models.JSONField(blank=True, default=list, help_text='ISO 3166-1 alpha-2')),
                ("employment_types", models.JSONField(blank=True, default=list)),
                ("language", models.CharField(blank=True, help_text='BCP 47, of the body', max_length=12)),
                ("localities", models.JSONField(default=list, editable=False)),
                ("meaning_version", models.PositiveIntegerField(default=0, editable=False)),
                ("regions", models.JSONField(blank=True, default=list)),
                ("salary_currency", models.CharField(blank=True, help_text='ISO 4217', max_length=3, verbose_name='currency')),
                ("salary_found_text", models.TextField(blank=True, editable=False, help_text='The words of the body, where no field states pay.')),
                ("salary_inferred", models.JSONField(default=list, editable=False, help_text='Of currency and unit_text, what was concluded.')),
                ("salary_max_value", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='salary to')),
                ("salary_min_value", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='salary from')),
                ("salary_unit_text", models.CharField(blank=True, choices=[('HOUR', 'Hour'), ('DAY', 'Day'), ('WEEK', 'Week'), ('MONTH', 'Month'), ('YEAR', 'Year')], max_length=5, verbose_name='salary per')),
                ("salary_yearly_max", models.PositiveBigIntegerField(editable=False, null=True)),
                ("salary_yearly_min", models.PositiveBigIntegerField(editable=False, null=True)),
                ("seniority", models.CharField(blank=True, choices=[('intern', 'Intern'), ('junior', 'Junior'), ('mid', 'Mid'), ('senior', 'Senior'), ('staff', 'Staff'), ('lead', 'Lead'), ('principal', 'Principal'), ('head', 'Head'), ('director', 'Director'), ('vice_president', 'Vice president'), ('chief', 'Chief')], max_length=14)),
                ("skills_from_text", models.JSONField(default=list, editable=False)),
                ("skills_unsupported", models.JSONField(default=list, editable=False)),
                ("time_zones", models.JSONField(default=list, editable=False)),
                ("work_mode", models.CharField(blank=True, choices=[('remote', 'Remote'), ('remote_allowed', 'Remote allowed'), ('hybrid', 'Hybrid'), ('on_site', 'On site')], max_length=14)),
            ],
            last=("description", "description_html", "description_text"),
        ),
        migrations.AlterField(
            model_name='importproblem',
            name='kind',
            field=models.CharField(choices=[('no_apply_link', 'No apply link'), ('no_organization', 'No organization'), ('no_date', 'No date'), ('no_place', 'No place'), ('short_body', 'Short body'), ('unreadable_date', 'Unreadable date'), ('refused_link', 'Refused link'), ('flattened_body', 'Flattened body'), ('unreadable_value', 'Unreadable value'), ('remote_contradicted', 'Remote contradicted'), ('worldwide_contradicted', 'Worldwide contradicted'), ('money_asked_of_applicants', 'Money asked of applicants'), ('free_mail_contact', 'Free mail contact'), ('chat_only_contact', 'Chat only contact'), ('suspicious_link', 'Suspicious link'), ('no_country', 'No country'), ('unsupported_skills', 'Unsupported skills')], db_index=True, max_length=32),
        ),
        migrations.CreateModel(
            name='PostingProblem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('no_apply_link', 'No apply link'), ('no_organization', 'No organization'), ('no_date', 'No date'), ('no_place', 'No place'), ('short_body', 'Short body'), ('unreadable_date', 'Unreadable date'), ('refused_link', 'Refused link'), ('flattened_body', 'Flattened body'), ('unreadable_value', 'Unreadable value'), ('remote_contradicted', 'Remote contradicted'), ('worldwide_contradicted', 'Worldwide contradicted'), ('money_asked_of_applicants', 'Money asked of applicants'), ('free_mail_contact', 'Free mail contact'), ('chat_only_contact', 'Chat only contact'), ('suspicious_link', 'Suspicious link'), ('no_country', 'No country'), ('unsupported_skills', 'Unsupported skills')], db_index=True, max_length=32)),
                ('field', models.CharField(blank=True, max_length=60)),
                ('message', models.TextField()),
                ('posting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='problems', to='postings.jobposting')),
            ],
        ),
    ]
